package dev.sundog.data.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Finds any of many phrases in a text in one pass. Immutable and thread-safe.
 *
 * <p><b>Source:</b> Aho and Corasick, Efficient string matching, Communications of the ACM 18(6),
 * 1975, algorithms 1–3.
 */
final class PhraseFinder {
    private final List<Map<Character, Integer>> steps = new ArrayList<>();
    private final List<Integer> failures = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    PhraseFinder(Collection<String> phrases) {
        node();
        for (String phrase : phrases) {
            if (!phrase.isEmpty()) {
                insert(phrase);
            }
        }
        link();
    }

    /** A phrase that occurs in the text, if any does. */
    Optional<String> find(String text) {
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            at = step(at, text.charAt(i));
            if (!ends.get(at).isEmpty()) {
                return Optional.of(ends.get(at));
            }
        }
        return Optional.empty();
    }

    private void insert(String phrase) {
        int at = 0;
        for (int i = 0; i < phrase.length(); i++) {
            Integer next = steps.get(at).get(phrase.charAt(i));
            if (next == null) {
                next = node();
                steps.get(at).put(phrase.charAt(i), next);
            }
            at = next;
        }
        ends.set(at, phrase);
    }

    private void link() {
        Queue<Integer> queue = new ArrayDeque<>(steps.getFirst().values());
        while (!queue.isEmpty()) {
            int at = queue.remove();
            steps.get(at)
                    .forEach(
                            (character, next) -> {
                                int failure = step(failures.get(at), character);
                                failures.set(next, failure);
                                if (ends.get(next).isEmpty()) {
                                    ends.set(next, ends.get(failure));
                                }
                                queue.add(next);
                            });
        }
    }

    private int step(int from, char character) {
        int at = from;
        while (true) {
            Integer next = steps.get(at).get(character);
            if (next != null) {
                return next;
            }
            if (at == 0) {
                return 0;
            }
            at = failures.get(at);
        }
    }

    private int node() {
        steps.add(new HashMap<>(4));
        failures.add(0);
        ends.add("");
        return steps.size() - 1;
    }
}
