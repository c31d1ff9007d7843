package dev.sundog.inference.tool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What calls begin with in a text. */
enum Marker {
    TOOL_CALL("<tool_call>", "</tool_call>"),
    FUNCTION("<function=", "</function>"),
    MISTRAL("[TOOL_CALLS]", "[ARGS]", "[CALL_ID]"),
    PYTHON("<|python_tag|>"),
    GRANITE("<|tool_call|>", "<|/tool_call|>"),
    COHERE("<|START_ACTION|>", "<|END_ACTION|>"),
    FIREFUNCTION("functools["),
    DEEPSEEK("<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁sep｜>"),
    SOLAR("<|tool_call:begin|>", "<|tool_call:end|>", "<|tool_call:name|>", "<|tool_call:args|>"),
    KIMI("<|tool_call_begin|>", "<|tool_call_end|>", "<|tool_call_argument_begin|>"),
    LFM("<|tool_call_start|>", "<|tool_call_end|>"),
    INVOKE("<invoke name=", "</invoke>"),
    /** Only of Command-R. */
    ACTION("Action:", "```"),
    /** Only of functionary. */
    FUNCTIONARY(">>>"),
    /** Around several calls; it says nothing. */
    DEEPSEEK_LIST("<｜tool▁calls▁begin｜>"),
    DEEPSEEK_LIST_END("<｜tool▁calls▁end｜>"),
    SOLAR_LIST("<|tool_calls|>"),
    SOLAR_LIST_END("<|calls|>"),
    KIMI_LIST("<|tool_calls_section_begin|>"),
    KIMI_LIST_END("<|tool_calls_section_end|>"),
    MINIMAX_LIST("<minimax:tool_call>"),
    MINIMAX_LIST_END("</minimax:tool_call>"),
    SEED_LIST("<seed:tool_call>"),
    SEED_LIST_END("</seed:tool_call>");

    private final String literal;
    private final List<String> others;

    Marker(String literal, String... others) {
        this.literal = literal;
        this.others = List.of(others);
    }

    /** The text itself. */
    String literal() {
        return literal;
    }

    /** What may end a call of this kind. */
    String closer() {
        return others.isEmpty() ? "" : others.getFirst();
    }

    /** Whether it may begin calls in an answer of a model of this form. */
    private boolean within(CallSyntax syntax) {
        return switch (this) {
            case ACTION -> syntax == CallSyntax.COMMAND_R;
            case FUNCTIONARY -> syntax == CallSyntax.FUNCTIONARY;
            default -> true;
        };
    }

    /** Those that may begin calls in an answer of a model of this form. */
    static List<Marker> of(CallSyntax syntax) {
        return List.of(values()).stream().filter(marker -> marker.within(syntax)).toList();
    }

    /** All texts that are special tokens in some vocabulary. */
    static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Marker marker : values()) {
            texts.add(marker.literal);
            texts.addAll(marker.others);
        }
        return texts;
    }

    /** One of them in a text. */
    record Place(Marker marker, int at) {}

    /** The first of several in a text. */
    static Optional<Place> first(List<Marker> markers, StringBuilder text, int from) {
        return markers.stream()
                .map(marker -> new Place(marker, text.indexOf(marker.literal, from)))
                .filter(place -> place.at() >= 0)
                .min(Comparator.comparingInt(Place::at));
    }

    /** Where the end of a text begins that may be the beginning of one of them. */
    static int begun(List<Marker> markers, StringBuilder text, int from) {
        int earliest = text.length();
        for (Marker marker : markers) {
            int most = Math.min(marker.literal.length() - 1, text.length() - from);
            for (int length = most; length > text.length() - earliest; length--) {
                int at = text.length() - length;
                if (marker.literal.startsWith(text.substring(at))) {
                    earliest = at;
                    break;
                }
            }
        }
        return earliest;
    }
}
