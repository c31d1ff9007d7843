package dev.sundog.model.surgery.merge;

/**
 * Each element stays with one probability.
 *
 * <p>Source: Yu et al., DARE (arXiv 2311.03099), section 3.2, drop.
 *
 * @param draws where the random numbers come from, one an element
 * @param start where those of this vector begin
 * @param probability of staying
 */
record RandomMask(DrawSequence draws, long start, float probability) implements Mask {
    @Override
    public void apply(long first, float[] deltas, int count) {
        float[] uniforms = new float[count];
        draws.uniforms(start + first, uniforms, count);
        for (int i = 0; i < count; i++) {
            if (!(uniforms[i] < probability)) {
                deltas[i] = 0;
            }
        }
    }
}
