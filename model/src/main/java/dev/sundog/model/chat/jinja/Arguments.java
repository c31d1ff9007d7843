package dev.sundog.model.chat.jinja;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a call.
 *
 * @param positional in order
 * @param named by name, in order
 */
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Object... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    /** Checks against a signature: parameter names, in order, of which the first are required. */
    Arguments check(String callee, int required, String... parameters) {
        if (positional.size() > parameters.length) {
            throw new JinjaException(
                    callee
                            + " takes at most "
                            + parameters.length
                            + " arguments, "
                            + positional.size()
                            + " given");
        }
        Set<String> unknown = new HashSet<>(named.keySet());
        for (int i = 0; i < parameters.length; i++) {
            boolean known = unknown.remove(parameters[i]);
            if (known && i < positional.size()) {
                throw new JinjaException(
                        callee + " got two values for argument '" + parameters[i] + "'");
            }
            if (i < required && !known && i >= positional.size()) {
                throw new JinjaException(callee + " lacks its argument '" + parameters[i] + "'");
            }
        }
        if (!unknown.isEmpty()) {
            throw new JinjaException(
                    callee + " has no argument '" + unknown.iterator().next() + "'");
        }
        return this;
    }

    /** The argument at that place or of that name, else {@code otherwise}. */
    Object get(int index, String name, Object otherwise) {
        return index < positional.size()
                ? positional.get(index)
                : named.getOrDefault(name, otherwise);
    }

    /** The required argument at that place or of that name. */
    Object get(int index, String name) {
        return get(index, name, Value.None.NONE);
    }

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    /** The rest of the positional arguments. */
    Arguments from(int index) {
        return new Arguments(
                positional.subList(Math.min(index, positional.size()), positional.size()), named);
    }
}
