package dev.sundog.model.surgery;

/**
 * How far a layer moved from the layer it came from, all its tensors taken as one vector.
 *
 * @param layer index in the model
 * @param from index in the base
 * @param relativeFrobenius ‖w−w₀‖ / ‖w₀‖
 * @param cosine of the angle between w and w₀
 */
public record LayerDrift(int layer, int from, double relativeFrobenius, double cosine) {}
