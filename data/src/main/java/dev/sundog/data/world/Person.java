package dev.sundog.data.world;

/**
 * A person of the vocabulary.
 *
 * @param group which texts name the person
 * @param index place within the group, from 0
 * @param female whether English says "she"
 * @param name the name
 */
public record Person(Group group, int index, boolean female, Word name) {}
