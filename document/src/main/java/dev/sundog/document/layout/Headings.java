package dev.sundog.document.layout;

import dev.sundog.document.tree.Category;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which text is a heading, and of which level: by size and weight against the body, and by number.
 */
final class Headings {
    private static final int MOST_LINES = 4;
    private static final int LONGEST = 200;
    private static final int LONGEST_LABEL = 70;
    private static final double LARGER = 1.18;
    private static final double MUCH_LARGER = 1.45;
    private static final double SMALLEST = 0.5;
    private static final Pattern NUMBERED =
            Pattern.compile(
                    "^(?:(?<number>\\d{1,2}(?:\\.\\d{1,2}){0,3})\\.?|[IVX]{1,5}\\.|[A-Z]\\.|[A-Z](?:\\.\\d{1,2}){1,3}\\.?|(?:Chapter|CHAPTER|Section|Appendix|Part|PART)\\s+[\\dIVXA-Z]+\\.?:?|제\\s*\\d+\\s*[장절조관]|第\\s*[\\d一二三四五六七八九十]+\\s*[章節条])\\s+\\S.*",
                    Pattern.DOTALL);
    private static final Pattern CLOSED = Pattern.compile(".*[.,;。、][\"'”’)]*$", Pattern.DOTALL);

    private final Typography typography;

    Headings(Typography typography) {
        this.typography = typography;
    }

    /** Whether a line begins with the number of a section. */
    static boolean numbered(String line) {
        return NUMBERED.matcher(line.strip()).matches();
    }

    /** Whether {@code text} is set as a heading. */
    boolean heading(Piece.Text text) {
        if (text.category() != Category.PARAGRAPH) {
            return false;
        }
        if (text.claimedLevel() > 0) {
            return true;
        }
        TextBlock block = text.block();
        String content = block.text().strip();
        if (block.lines().size() > MOST_LINES || content.length() > LONGEST) {
            return false;
        }
        int letters = count(content, Character::isLetter);
        if (letters < 2) {
            return false;
        }
        double body = typography.bodySize();
        double size = block.size();
        boolean numbered = NUMBERED.matcher(content).matches();
        boolean bold = block.lines().stream().allMatch(Line::bold) && !typography.boldBody();
        if (size >= MUCH_LARGER * body) {
            return letters * 3 >= content.length() || numbered;
        }
        if (letters * 2 < content.length() - count(content, Headings::space) && !numbered) {
            return false;
        }
        boolean capitals = content.equals(content.toUpperCase(Locale.ROOT));
        boolean closed = CLOSED.matcher(content).matches() && !numbered && !(bold && capitals);
        if (size >= LARGER * body) {
            return !closed && (size >= 1.3 * body || block.lines().size() <= 2);
        }
        boolean label = content.endsWith(":") && content.length() > LONGEST_LABEL;
        return bold && size >= SMALLEST * body && (numbered || !closed && !label);
    }

    private static int count(String text, IntPredicate kind) {
        int count = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            count += kind.test(text.codePointAt(i)) ? 1 : 0;
        }
        return count;
    }

    /** A space or a control that parts words in ASCII. */
    private static boolean space(int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    /** 1 to 3: by depth of its number, else by the rank of its size. */
    static int level(Piece.Text text, List<Double> ranks) {
        if (text.claimedLevel() > 0) {
            return text.claimedLevel();
        }
        Matcher matcher = NUMBERED.matcher(text.block().text().strip());
        if (matcher.matches() && matcher.group("number") != null) {
            int depth = (int) matcher.group("number").chars().filter(c -> c == '.').count() + 1;
            if (depth > 1) {
                return Math.min(3, depth);
            }
        }
        double size = text.block().size();
        int rank = 1;
        for (int i = 0; i < ranks.size(); i++) {
            if (size <= ranks.get(i) * 1.001) {
                rank = i + 1;
            }
        }
        return Math.min(3, rank);
    }
}
