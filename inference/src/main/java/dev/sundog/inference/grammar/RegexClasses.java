package dev.sundog.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;

/** Classes of characters that regular expressions have names for. Source: ECMA-262, 22.2.2.9. */
final class RegexClasses {
    static final CodePoints DIGITS = CodePoints.range('0', '9');

    static final CodePoints WORD =
            DIGITS.or(CodePoints.range('a', 'z'))
                    .or(CodePoints.range('A', 'Z'))
                    .or(CodePoints.of('_'));

    static final CodePoints NO_LINE_END = CodePoints.anyOf("\n\r\u2028\u2029").not();

    static final CodePoints SPACE =
            CodePoints.anyOf("\t\n\u000b\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff")
                    .or(CodePoints.range(0x2000, 0x200a));

    private static final Map<String, String> LONG_NAMES =
            Map.of(
                    "Letter", "L",
                    "Lowercase_Letter", "Ll",
                    "Uppercase_Letter", "Lu",
                    "Mark", "M",
                    "Number", "N",
                    "Decimal_Number", "Nd",
                    "Punctuation", "P",
                    "Symbol", "S",
                    "Separator", "Z",
                    "Other", "C");

    /** Two letters of each value of {@link Character#getType}, at its index. */
    private static final String[] CATEGORIES = {
        "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "", "Zs", "Zl",
        "Zp", "Cc", "Cf", "", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So",
        "Pi", "Pf"
    };

    private static final Map<String, CodePoints> KNOWN = new ConcurrentHashMap<>();

    private RegexClasses() {}

    /** A general category, a script or one of some binary properties. */
    static Optional<CodePoints> property(String name) {
        int equals = name.indexOf('=');
        String key = equals < 0 ? "" : name.substring(0, equals);
        String value = name.substring(equals + 1);
        if (key.equals("Script") || key.equals("sc") || key.equals("Script_Extensions")) {
            return script(value);
        }
        if (!key.isEmpty() && !key.equals("General_Category") && !key.equals("gc")) {
            return Optional.empty();
        }
        String category = LONG_NAMES.getOrDefault(value, value);
        for (String known : CATEGORIES) {
            if (!known.isEmpty() && !category.isEmpty() && known.startsWith(category)) {
                return Optional.of(
                        KNOWN.computeIfAbsent(
                                category,
                                prefix ->
                                        scan(
                                                c ->
                                                        CATEGORIES[Character.getType(c)].startsWith(
                                                                prefix))));
            }
        }
        return binary(value);
    }

    private static Optional<CodePoints> script(String name) {
        try {
            Character.UnicodeScript script = Character.UnicodeScript.forName(name);
            return Optional.of(scan(c -> Character.UnicodeScript.of(c) == script));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<CodePoints> binary(String name) {
        return switch (name) {
            case "Any" -> Optional.of(CodePoints.ALL);
            case "ASCII" -> Optional.of(CodePoints.range(0, 0x7f));
            case "Alphabetic", "Alpha" -> Optional.of(scan(Character::isAlphabetic));
            case "Lowercase", "Lower" -> Optional.of(scan(Character::isLowerCase));
            case "Uppercase", "Upper" -> Optional.of(scan(Character::isUpperCase));
            case "Ideographic", "Ideo" -> Optional.of(scan(Character::isIdeographic));
            case "Emoji" -> Optional.of(scan(Character::isEmoji));
            default -> Optional.empty();
        };
    }

    private static CodePoints scan(IntPredicate member) {
        List<int[]> ranges = new ArrayList<>();
        int first = -1;
        for (int c = 0; c <= Character.MAX_CODE_POINT + 1; c++) {
            boolean in = c <= Character.MAX_CODE_POINT && member.test(c);
            if (in && first < 0) {
                first = c;
            } else if (!in && first >= 0) {
                ranges.add(new int[] {first, c - 1});
                first = -1;
            }
        }
        return CodePoints.normal(ranges);
    }
}
