package dev.sundog.document.ocr;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Letters of Japanese that look the same in two scripts, such as the katakana ta and the Han
 * evening: which one it is follows from the letters beside it, as words of katakana stand together
 * and a single katakana is hardly ever a word. Where both neighbours are of no help, what was read
 * stands.
 */
final class LookAlikes {
    /** Hiragana with the katakana of the same look. */
    private static final Map<String, String> KANA = Map.of("へ", "ヘ", "べ", "ベ", "ぺ", "ペ", "り", "リ");

    /** Katakana with the Han of the same look. */
    private static final Map<String, String> HAN =
            Map.of("タ", "夕", "エ", "工", "カ", "力", "ニ", "二", "ロ", "口", "ハ", "八", "チ", "千", "オ", "才");

    private static final String LONG = "ー";
    private static final String ONE = "一";

    /** Before these a lone katakana ka counts months, places, countries. */
    private static final String COUNTED = "月所国年条村町日寺";

    private enum Kind {
        HIRAGANA,
        KATAKANA,
        HAN,
        OTHER
    }

    private LookAlikes() {}

    /** A line's letters from the left, blanks among them or not, with look-alikes set right. */
    static List<Symbol> resolved(List<Symbol> line) {
        List<String> texts = new ArrayList<>(line.stream().map(Symbol::text).toList());
        List<Symbol> resolved = new ArrayList<>(line.size());
        for (int i = 0; i < texts.size(); i++) {
            String before = i == 0 ? "" : texts.get(i - 1);
            String after = i + 1 == texts.size() ? "" : texts.get(i + 1);
            texts.set(i, of(texts.get(i), before, after));
            Symbol symbol = line.get(i);
            resolved.add(new Symbol(texts.get(i), symbol.box(), symbol.confidence()));
        }
        return resolved;
    }

    private static String of(String text, String before, String after) {
        if (text.equals(LONG) || text.equals(ONE)) {
            return longOrOne(text, before, after);
        }
        for (Map.Entry<String, String> pair : KANA.entrySet()) {
            if (text.equals(pair.getKey()) || text.equals(pair.getValue())) {
                return kana(text, pair.getKey(), pair.getValue(), kind(before), kind(after));
            }
        }
        for (Map.Entry<String, String> pair : HAN.entrySet()) {
            if (text.equals(pair.getKey())) {
                return katakanaAlone(text, before, after) ? pair.getValue() : text;
            }
            if (text.equals(pair.getValue())) {
                boolean word =
                        kind(after) == Kind.KATAKANA
                                && (kind(before) == Kind.KATAKANA || !isHanOrDigit(before));
                return word ? pair.getKey() : text;
            }
        }
        return text;
    }

    private static String kana(
            String text, String hiragana, String katakana, Kind before, Kind after) {
        boolean beside = before == Kind.KATAKANA || after == Kind.KATAKANA;
        boolean other = before == Kind.HIRAGANA || after == Kind.HIRAGANA;
        if (hiragana.equals("へ") && before == Kind.KATAKANA && after != Kind.KATAKANA) {
            return after == Kind.OTHER ? text : hiragana;
        }
        if (beside && other && hiragana.equals("へ")) {
            return text;
        }
        if (beside) {
            return katakana;
        }
        return other || before == Kind.HAN ? hiragana : text;
    }

    private static boolean katakanaAlone(String text, String before, String after) {
        boolean beside = kind(before) == Kind.KATAKANA || kind(after) == Kind.KATAKANA;
        boolean counts = text.equals("カ") && !after.isEmpty() && COUNTED.contains(after);
        boolean ofText =
                kind(before) == Kind.HAN
                        || kind(after) == Kind.HAN
                        || (kind(before) == Kind.HIRAGANA && kind(after) == Kind.HIRAGANA);
        return !beside && !counts && ofText;
    }

    /** The sign of a long vowel stands behind kana; the number one before or behind Han. */
    private static String longOrOne(String text, String before, String after) {
        Kind left = kind(before);
        Kind right = kind(after);
        if (left == Kind.KATAKANA) {
            return right == Kind.HAN ? text : LONG;
        }
        if (left == Kind.HAN || (left == Kind.HIRAGANA && right == Kind.HAN)) {
            return ONE;
        }
        if (before.isEmpty() && right == Kind.KATAKANA) {
            return LONG;
        }
        boolean begins = left == Kind.OTHER && !isLatinOrDigit(before);
        return begins && (right == Kind.HAN || right == Kind.HIRAGANA) ? ONE : text;
    }

    private static boolean isHanOrDigit(String text) {
        return kind(text) == Kind.HAN
                || (!text.isEmpty() && Character.isDigit(text.codePointAt(0)));
    }

    private static boolean isLatinOrDigit(String text) {
        return !text.isEmpty()
                && (Scripts.isLatin(text.codePointAt(0)) || Character.isDigit(text.codePointAt(0)));
    }

    private static Kind kind(String text) {
        if (text.isEmpty()) {
            return Kind.OTHER;
        }
        if (text.equals(LONG)) {
            return Kind.KATAKANA;
        }
        return switch (Character.UnicodeScript.of(text.codePointAt(0))) {
            case HIRAGANA -> Kind.HIRAGANA;
            case KATAKANA -> Kind.KATAKANA;
            case HAN -> Kind.HAN;
            default -> Kind.OTHER;
        };
    }
}
