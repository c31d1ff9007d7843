/**
 * The synthetic world: invented people, towns and small stories in English, Korean and Japanese, a
 * pure function of a seed, from which come pre-training documents, conversations, preference pairs
 * and evaluation items. Nothing in it is copied from anyone.
 */
@NullMarked
package dev.sundog.data.world;

import org.jspecify.annotations.NullMarked;
