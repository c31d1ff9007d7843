package dev.sundog.model.architecture;

/** What the records of a configuration demand of their numbers. */
final class Checks {
    private Checks() {}

    static void positive(String key, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected a positive number");
        }
    }

    static void notNegative(String key, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(key + " is " + value + ", expected 0 or more");
        }
    }

    static void finite(String key, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(key + " is " + value + ", expected a finite number");
        }
    }

    static void product(String key, int value, String otherKey, int other) {
        if ((long) value * other > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    key + " " + value + " times " + otherKey + " " + other + " exceeds 2^31");
        }
    }
}
