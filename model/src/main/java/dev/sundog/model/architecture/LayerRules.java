package dev.sundog.model.architecture;

/**
 * By which keys of {@code config.json} the layers of a family differ. An empty key means that the
 * family has no such rule.
 *
 * @param window which layers see only a window
 * @param rotation which layers do not rotate, or rotate otherwise
 * @param experts which layers have experts
 */
public record LayerRules(Window window, RotationRule rotation, Experts experts) {

    /**
     * Which layers see only a window of the size that {@code slidingWindow} names.
     *
     * @param layers {@code all} or {@code some}
     * @param types key of a list of {@code sliding_attention} and {@code full_attention}
     * @param interval key of the interval at which a layer sees everything, or of a pattern of the
     *     letters L and G
     * @param every default of the interval; 0 if there is none
     * @param enabledBy key of a switch that must be on
     * @param from key of the first layer with a window
     * @param below key of the first layer without one
     */
    public record Window(
            String layers,
            String types,
            String interval,
            int every,
            String enabledBy,
            String from,
            String below) {}

    /**
     * Which layers do not rotate, or rotate otherwise.
     *
     * @param list key of a list of 1 (rotates) and 0
     * @param interval key of the interval at which a layer does not rotate
     * @param every default of the interval
     * @param windowed how layers with a window rotate if others have none: {@code local} (by a rope
     *     of their own) or {@code only} (the others do not rotate)
     */
    public record RotationRule(String list, String interval, int every, String windowed) {}

    /**
     * Which layers have experts.
     *
     * @param layers {@code all}, {@code some} or nothing
     * @param step key of the interval at which a layer has them
     * @param dense key of the list of layers that have none
     */
    public record Experts(String layers, String step, String dense) {}
}
