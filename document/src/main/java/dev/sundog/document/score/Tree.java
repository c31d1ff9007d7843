package dev.sundog.document.score;

import java.util.ArrayList;
import java.util.List;

/**
 * An ordered tree with labels, for the tree edit distance. Immutable.
 *
 * @param <T> type of the labels
 */
record Tree<T>(T label, List<Tree<T>> children) {
    Tree {
        children = List.copyOf(children);
    }

    /** Nodes with the root. */
    int size() {
        return 1 + children.stream().mapToInt(Tree::size).sum();
    }

    /** Cost of making one label of another, at most 2 to be of use. */
    @FunctionalInterface
    interface Renaming<T> {
        double cost(T from, T to);
    }

    /**
     * The least cost of insertions and deletions at 1 each and of renamings that make {@code other}
     * of this tree.
     *
     * <p>Source: K. Zhang and D. Shasha, <i>Simple fast algorithms for the editing distance between
     * trees and related problems</i>, SIAM Journal on Computing 18 (1989).
     */
    double distance(Tree<T> other, Renaming<T> renaming) {
        return new Distance<>(Postorder.of(this), Postorder.of(other), renaming).compute();
    }

    /**
     * A tree by its nodes in postorder.
     *
     * @param leftmost of every node the postorder number of its leftmost leaf
     */
    private record Postorder<T>(List<T> labels, List<Integer> leftmost) {
        static <T> Postorder<T> of(Tree<T> tree) {
            Postorder<T> order = new Postorder<>(new ArrayList<>(), new ArrayList<>());
            order.visit(tree);
            return order;
        }

        private int visit(Tree<T> node) {
            int first = -1;
            for (Tree<T> child : node.children) {
                int leaf = visit(child);
                first = first < 0 ? leaf : first;
            }
            int leaf = first < 0 ? labels.size() : first;
            labels.add(node.label);
            leftmost.add(leaf);
            return leaf;
        }

        int size() {
            return labels.size();
        }

        int left(int node) {
            return leftmost.get(node);
        }

        /** The nodes that are the last with their leftmost leaf. */
        List<Integer> keyRoots() {
            List<Integer> roots = new ArrayList<>();
            boolean[] seen = new boolean[size()];
            for (int i = size() - 1; i >= 0; i--) {
                if (!seen[left(i)]) {
                    seen[left(i)] = true;
                    roots.addFirst(i);
                }
            }
            return roots;
        }
    }

    /** One computation. */
    private static final class Distance<T> {
        private final Postorder<T> a;
        private final Postorder<T> b;
        private final double[][] rename;
        private final double[][] trees;
        private final double[][] forests;

        Distance(Postorder<T> a, Postorder<T> b, Renaming<T> renaming) {
            this.a = a;
            this.b = b;
            rename = new double[a.size()][b.size()];
            for (int i = 0; i < a.size(); i++) {
                for (int j = 0; j < b.size(); j++) {
                    rename[i][j] = renaming.cost(a.labels.get(i), b.labels.get(j));
                }
            }
            trees = new double[a.size()][b.size()];
            forests = new double[a.size() + 1][b.size() + 1];
        }

        double compute() {
            List<Integer> rootsB = b.keyRoots();
            for (int i : a.keyRoots()) {
                for (int j : rootsB) {
                    fill(i, j);
                }
            }
            return trees[a.size() - 1][b.size() - 1];
        }

        private void fill(int rootA, int rootB) {
            int i0 = a.left(rootA);
            int j0 = b.left(rootB);
            forests[i0][j0] = 0;
            for (int i = i0; i <= rootA; i++) {
                forests[i + 1][j0] = forests[i][j0] + 1;
            }
            for (int j = j0; j <= rootB; j++) {
                forests[i0][j + 1] = forests[i0][j] + 1;
            }
            for (int i = i0; i <= rootA; i++) {
                for (int j = j0; j <= rootB; j++) {
                    double best = 1 + Math.min(forests[i][j + 1], forests[i + 1][j]);
                    if (a.left(i) == i0 && b.left(j) == j0) {
                        trees[i][j] = Math.min(best, forests[i][j] + rename[i][j]);
                        forests[i + 1][j + 1] = trees[i][j];
                    } else {
                        forests[i + 1][j + 1] =
                                Math.min(best, forests[a.left(i)][b.left(j)] + trees[i][j]);
                    }
                }
            }
        }
    }
}
