package dev.sundog.data.world;

/**
 * A town, trade, animal or food.
 *
 * @param attribute which of these
 * @param name its name
 * @param detail what is said of it: a town's sight, what a trade does, what an animal eats, how a
 *     food tastes
 */
public record Thing(Attribute attribute, Word name, Word detail) {}
