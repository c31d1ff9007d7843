package dev.sundog.model.architecture;

/**
 * How a model knows positions, beside learned embeddings.
 *
 * @param rope rotation of most layers
 * @param localRope rotation of the layers marked {@link Rotation#LOCAL}
 * @param rotarySize elements of a head that are rotated, its first ones; 0 if none ever is
 */
public record PositionConfig(Rope rope, Rope localRope, int rotarySize) {
    public PositionConfig {
        if (rotarySize < 0 || rotarySize % 2 != 0) {
            throw new IllegalArgumentException(
                    "rotary size " + rotarySize + " is odd; rotary embedding needs pairs");
        }
    }

    /** Whole heads rotated by one rope. */
    public static PositionConfig of(Rope rope, int headSize) {
        return new PositionConfig(rope, rope, headSize);
    }
}
