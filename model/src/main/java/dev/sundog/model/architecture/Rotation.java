package dev.sundog.model.architecture;

/** How the queries and keys of a layer are rotated. */
public enum Rotation {
    /** By {@link PositionConfig#rope()}. */
    GLOBAL,
    /** By {@link PositionConfig#localRope()}: layers that see only a window. */
    LOCAL,
    /** Not at all. */
    NONE
}
