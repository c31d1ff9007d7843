package dev.sundog.document.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the headings stand where they should, over the right text.
 *
 * <p>MHS: the tree edit distance of document → headings → one content node each, all levels alike,
 * over the larger number of nodes.
 */
final class Headings {
    private static final Pattern HEADING =
            Pattern.compile("#{1,6}[\\s\\x1C-\\x1F]+(.*)", Pattern.UNICODE_CHARACTER_CLASS);

    private Headings() {}

    private enum Kind {
        DOCUMENT,
        HEADING,
        CONTENT
    }

    private record Node(Kind kind, String text) {}

    /** Empty if the truth has no heading; 0 if only the prediction has none. */
    static Optional<Similarity> score(String truth, String prediction) {
        Tree<Node> wanted = tree(MarkdownText.withHtmlTables(truth));
        if (!hasHeading(wanted)) {
            return Optional.empty();
        }
        Tree<Node> found = tree(MarkdownText.withHtmlTables(prediction));
        if (!hasHeading(found)) {
            return Optional.of(Similarity.NONE);
        }
        double nodes = Math.max(wanted.size(), found.size());
        double full = wanted.distance(found, Headings::renaming);
        double structure = wanted.distance(found, (from, to) -> from.kind == to.kind ? 0 : 1);
        return Optional.of(
                new Similarity(Math.max(0, 1 - full / nodes), Math.max(0, 1 - structure / nodes)));
    }

    private static double renaming(Node from, Node to) {
        return from.kind == to.kind ? TextDistance.relative(from.text, to.text) : 1;
    }

    private static boolean hasHeading(Tree<Node> document) {
        return document.children().stream().anyMatch(node -> node.label().kind == Kind.HEADING);
    }

    private static Tree<Node> tree(String markdown) {
        List<Tree<Node>> top = new ArrayList<>();
        Optional<String> heading = Optional.empty();
        List<String> pending = new ArrayList<>();
        for (String line : MarkdownText.lines(markdown)) {
            Matcher matcher = HEADING.matcher(line);
            if (matcher.matches()) {
                close(heading, pending, top);
                heading = Optional.of(MarkdownText.collapse(matcher.group(1)));
            } else {
                pending.add(line);
            }
        }
        close(heading, pending, top);
        return new Tree<>(new Node(Kind.DOCUMENT, ""), top);
    }

    private static void close(
            Optional<String> heading, List<String> pending, List<Tree<Node>> top) {
        String text = MarkdownText.collapse(String.join(" ", pending));
        pending.clear();
        List<Tree<Node>> content =
                text.isEmpty()
                        ? List.of()
                        : List.of(new Tree<>(new Node(Kind.CONTENT, text), List.of()));
        if (heading.isPresent()) {
            top.add(new Tree<>(new Node(Kind.HEADING, heading.get()), content));
        } else {
            top.addAll(content);
        }
    }
}
