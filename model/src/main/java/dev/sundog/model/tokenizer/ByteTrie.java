package dev.sundog.model.tokenizer;

import java.util.Arrays;

/** Strings by their UTF-8 bytes, to find those that begin at a place. Immutable. */
final class ByteTrie {
    static final int ROOT = 0;

    private static final long FREE = -1;

    // edges, by open addressing: node << 8 | byte, and the node it leads to
    private long[] edges = new long[1 << 12];
    private int[] targets = new int[1 << 12];
    private int edgeCount;
    private int[] values = new int[1 << 10];
    private int nodeCount = 1;

    /**
     * @param words of equal ones the last counts
     * @param count ids 0 to this are taken
     */
    ByteTrie(TokenIndex words, int count) {
        Arrays.fill(edges, FREE);
        Arrays.fill(values, -1);
        for (int value = 0; value < count; value++) {
            int node = ROOT;
            for (byte next : words.utf8(value)) {
                node = childOrNew(node, next);
            }
            if (node != ROOT) {
                values[node] = value;
            }
        }
    }

    private int childOrNew(int node, byte next) {
        int child = child(node, next);
        if (child >= 0) {
            return child;
        }
        if (edgeCount * 2 >= edges.length) {
            grow();
        }
        if (nodeCount == values.length) {
            int old = values.length;
            values = Arrays.copyOf(values, old * 2);
            Arrays.fill(values, old, values.length, -1);
        }
        long edge = edge(node, next);
        int slot = slot(edge);
        edges[slot] = edge;
        targets[slot] = nodeCount;
        edgeCount++;
        return nodeCount++;
    }

    private void grow() {
        long[] oldEdges = edges;
        int[] oldTargets = targets;
        edges = new long[oldEdges.length * 2];
        Arrays.fill(edges, FREE);
        targets = new int[edges.length];
        for (int i = 0; i < oldEdges.length; i++) {
            if (oldEdges[i] != FREE) {
                int slot = slot(oldEdges[i]);
                edges[slot] = oldEdges[i];
                targets[slot] = oldTargets[i];
            }
        }
    }

    private static long edge(int node, byte next) {
        return (long) node << 8 | next & 0xFF;
    }

    private int slot(long edge) {
        int mask = edges.length - 1;
        int slot = (int) ((edge * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (edges[slot] != FREE && edges[slot] != edge) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** The node that a byte leads to, or -1. */
    int child(int node, byte next) {
        int slot = slot(edge(node, next));
        return edges[slot] == FREE ? -1 : targets[slot];
    }

    /** The value of the word that ends at a node, or -1. */
    int value(int node) {
        return values[node];
    }

    /** The value of a whole word, or -1. */
    int find(byte[] bytes, int start, int end) {
        int node = ROOT;
        for (int i = start; i < end; i++) {
            node = child(node, bytes[i]);
            if (node < 0) {
                return -1;
            }
        }
        return values[node];
    }
}
