package dev.sundog.model.tokenizer;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions of a tokenizer.json, written for Oniguruma, as Java patterns of the same
 * meaning. Only what both understand alike is taken: literals, classes, {@code \p \s \S \d \r \n \t
 * \A \z $}, groups, alternatives, look-ahead, quantifiers.
 */
final class PatternTranslation {
    private static final int LONGEST = 10_000;
    private static final Set<String> CATEGORIES =
            Set.of(
                    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No",
                    "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z",
                    "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cn", "Co");
    private static final Set<String> SCRIPTS =
            Set.of("Han", "Hiragana", "Katakana", "Hangul", "Latin", "Greek", "Cyrillic", "Thai");

    private PatternTranslation() {}

    /** The pattern, or nothing if it uses what the two do not understand alike. */
    static Optional<Pattern> translate(String regex) {
        if (regex.length() > LONGEST) {
            return Optional.empty();
        }
        StringBuilder java = new StringBuilder();
        int at = 0;
        int depth = 0;
        while (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '\\') {
                int end = escapeEnd(regex, at);
                Optional<String> escape = escape(regex.substring(at, end));
                if (escape.isEmpty()) {
                    return Optional.empty();
                }
                java.append(escape.get());
                at = end;
                continue;
            }
            if (c == '[') {
                depth++;
            } else if (c == ']' && depth > 0) {
                depth--;
            } else if (depth == 0 && !understood(regex, at)) {
                return Optional.empty();
            }
            // a class may hold what Java takes for a nested one or for an operator
            if (depth == 0 && c == '$') {
                java.append("(?=\\n|\\z)");
                at++;
                continue;
            }
            boolean literal = depth > 0 && (c == '^' || c == '&') && !operator(regex, at);
            java.append(literal ? "\\" : "").append(c);
            at++;
        }
        try {
            return Optional.of(Pattern.compile(java.toString(), Pattern.UNICODE_CHARACTER_CLASS));
        } catch (PatternSyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static boolean operator(String regex, int at) {
        char before = at == 0 ? ' ' : regex.charAt(at - 1);
        char after = at + 1 < regex.length() ? regex.charAt(at + 1) : ' ';
        return regex.charAt(at) == '^' ? before == '[' : before == '&' || after == '&';
    }

    /** Anchors, back references, options and possessive counts differ or are of no use here. */
    private static boolean understood(String regex, int at) {
        String rest = regex.substring(at, Math.min(regex.length(), at + 4));
        return switch (regex.charAt(at)) {
            case '^', '.' -> false;
            case '(' ->
                    !rest.startsWith("(?")
                            || rest.startsWith("(?:")
                            || rest.startsWith("(?=")
                            || rest.startsWith("(?!")
                            || rest.startsWith("(?i:");
            case '}' -> !rest.startsWith("}+");
            default -> true;
        };
    }

    private static int escapeEnd(String regex, int at) {
        if (at + 1 >= regex.length()) {
            return regex.length();
        }
        char kind = regex.charAt(at + 1);
        boolean property = (kind == 'p' || kind == 'P') && regex.startsWith("{", at + 2);
        int close = property ? regex.indexOf('}', at) : -1;
        return close > 0 ? close + 1 : at + 2;
    }

    private static Optional<String> escape(String escape) {
        if (escape.length() == 2) {
            char kind = escape.charAt(1);
            boolean known = "sSdrntAz".indexOf(kind) >= 0 || !Character.isLetterOrDigit(kind);
            return known ? Optional.of(escape) : Optional.empty();
        }
        if (escape.length() < 5) {
            return Optional.empty();
        }
        String name = escape.substring(3, escape.length() - 1);
        if (CATEGORIES.contains(name)) {
            return Optional.of(escape);
        }
        return SCRIPTS.contains(name)
                ? Optional.of(escape.substring(0, 3) + "Is" + name + "}")
                : Optional.empty();
    }
}
