package dev.sundog.model.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Names that are visible at a place of a template: its own, then those around it. */
final class Scope {
    private final @Nullable Scope parent;
    private final Map<String, Object> values = new HashMap<>();

    Scope() {
        this.parent = null;
    }

    private Scope(Scope parent) {
        this.parent = parent;
    }

    /** A scope inside this one; what it sets is not seen outside. */
    Scope inner() {
        return new Scope(this);
    }

    void set(String name, Object value) {
        values.put(name, value);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Object value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Value.Undefined("'" + name + "' is undefined");
    }
}
