package dev.sundog.inference.constraint;

import dev.sundog.inference.grammar.Recogniser;
import dev.sundog.inference.grammar.RecogniserState;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** The tokens of a vocabulary by their bytes, as a tree that is walked in order. Immutable. */
final class TokenTrie {
    /** Work of a recogniser for the tokens of one state: some tenths of a second. */
    private static final long MOST_WORK = 4_000_000;

    private final TokenBytes vocabulary;
    private final boolean first;

    /** Of each node in order: its byte, its depth from 1, the node after its subtree. */
    private byte[] labels = new byte[1024];

    private short[] depths = new short[1024];
    private int[] ends = new int[1024];

    /** Where in {@code ids} the tokens of a node begin; they end where those of the next begin. */
    private int[] tokens = new int[1024];

    private int[] ids = new int[0];
    private int nodes;
    private int deepest;

    /**
     * A tree of all tokens that add something.
     *
     * @param first whether of the tokens that begin an answer
     */
    TokenTrie(TokenBytes vocabulary, boolean first) {
        this.vocabulary = vocabulary;
        this.first = first;
        fill();
    }

    private void fill() {
        Integer[] sorted =
                IntStream.range(0, vocabulary.size())
                        .filter(id -> length(id) > 0 && length(id) < Short.MAX_VALUE)
                        .boxed()
                        .toArray(Integer[]::new);
        Arrays.sort(
                sorted,
                (a, b) -> Arrays.compareUnsigned(vocabulary.of(a, first), vocabulary.of(b, first)));
        ids = Arrays.stream(sorted).mapToInt(Integer::intValue).toArray();
        int[] open = new int[Short.MAX_VALUE];
        int depth = 0;
        byte[] before = {};
        for (int i = 0; i < ids.length; i++) {
            byte[] bytes = vocabulary.of(ids[i], first);
            int common = Arrays.mismatch(before, bytes);
            common = common < 0 ? bytes.length : Math.min(common, depth);
            while (depth > common) {
                ends[open[--depth]] = nodes;
            }
            while (depth < bytes.length) {
                open[depth] = node(bytes[depth], depth + 1, i);
                depth++;
            }
            before = bytes;
        }
        while (depth > 0) {
            ends[open[--depth]] = nodes;
        }
        grow();
        tokens[nodes] = ids.length;
    }

    private int length(int id) {
        return vocabulary.of(id, first).length;
    }

    private int node(byte label, int depth, int token) {
        grow();
        labels[nodes] = label;
        depths[nodes] = (short) depth;
        // the tokens of inner nodes that are none begin where those of the next node do
        tokens[nodes] = token;
        deepest = Math.max(deepest, depth);
        return nodes++;
    }

    private void grow() {
        if (nodes + 1 >= labels.length) {
            labels = Arrays.copyOf(labels, 2 * labels.length);
            depths = Arrays.copyOf(depths, labels.length);
            ends = Arrays.copyOf(ends, labels.length);
            tokens = Arrays.copyOf(tokens, labels.length);
        }
    }

    /** The tokens that a recogniser takes in a state. */
    BitSet allowed(Recogniser recogniser, RecogniserState state) {
        BitSet allowed = new BitSet(vocabulary.size());
        RecogniserState[] path = new RecogniserState[deepest + 1];
        path[0] = state;
        int node = 0;
        long most = recogniser.work() + MOST_WORK;
        while (node < nodes) {
            if (recogniser.work() > most) {
                throw Recogniser.tooAmbiguous();
            }
            int depth = depths[node];
            RecogniserState next = recogniser.step(path[depth - 1], labels[node] & 0xff);
            if (next == null) {
                node = ends[node];
                continue;
            }
            path[depth] = next;
            for (int i = tokens[node]; i < tokens[node + 1]; i++) {
                allowed.set(ids[i]);
            }
            node++;
        }
        return allowed;
    }
}
