package dev.sundog.inference.tool;

import static dev.sundog.inference.tool.JsonScan.BROKEN;
import static dev.sundog.inference.tool.JsonScan.OPEN;
import static dev.sundog.inference.tool.JsonScan.space;

import dev.sundog.inference.tool.ToolCall.State;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what follows one marker. Used once. */
final class BlockReader {
    /** How Command-R says that it calls nothing. */
    private static final Set<String> NO_CALL = Set.of("directly-answer", "directly_answer");

    private static final Set<String> CODE =
            Set.of("python", "ipython", "code_interpreter", "execute_code");
    private static final Pattern BUILT_IN =
            Pattern.compile("\\s*([\\w.-]+?)\\.call\\((.*)\\)\\s*", Pattern.DOTALL);
    private final StringBuilder text;
    private final boolean whole;
    private final Map<String, ToolFunction> functions;
    private final BlockText in;
    private final List<ToolCall> calls = new ArrayList<>();
    private int resume = -1;

    /**
     * A reader.
     *
     * @param whole whether nothing will follow the text
     * @param functions those that may be called
     */
    BlockReader(StringBuilder text, boolean whole, Map<String, ToolFunction> functions) {
        this.text = text;
        this.whole = whole;
        this.functions = functions;
        in = new BlockText(text, whole);
    }

    /** The calls, of which the last may be open or broken. */
    List<ToolCall> calls() {
        return calls;
    }

    /** Where the text begins that is no call after all, or -1 if all of it is none. */
    int resume() {
        return resume;
    }

    /** Why it is none. */
    String problem() {
        return in.problem();
    }

    /** The end of what follows a marker, {@link JsonScan#OPEN} or {@link JsonScan#BROKEN}. */
    int read(Marker marker, int from) {
        int end =
                switch (marker) {
                    case TOOL_CALL -> toolCall(from);
                    case FUNCTION -> functionTag(from, marker, TaggedParameters.BY_SIGN);
                    case INVOKE -> functionTag(from, marker, TaggedParameters.BY_NAME);
                    case MISTRAL -> mistral(from);
                    case PYTHON -> python(from);
                    case GRANITE -> in.closed(values(from), marker.closer());
                    case COHERE -> in.closed(values(from), marker.closer());
                    case FIREFUNCTION -> list(from - 1);
                    case DEEPSEEK -> deepSeek(from);
                    case SOLAR -> solar(from);
                    case ACTION -> action(from);
                    case FUNCTIONARY -> functionary(from);
                    case KIMI -> kimi(from);
                    case LFM -> pythonList(from);
                    case DEEPSEEK_LIST,
                            DEEPSEEK_LIST_END,
                            SOLAR_LIST,
                            SOLAR_LIST_END,
                            KIMI_LIST,
                            KIMI_LIST_END,
                            MINIMAX_LIST,
                            MINIMAX_LIST_END,
                            SEED_LIST,
                            SEED_LIST_END ->
                            from;
                };
        return settled(end);
    }

    /**
     * As {@link #read} for JSON that no marker announces; {@link JsonScan#BROKEN} without a problem
     * if it is no call at all.
     */
    int readBare(int from) {
        boolean fenced = text.charAt(from) == '`';
        int at = fenced ? in.fence(from) : from;
        int object = at >= 0 && at < text.length() && text.charAt(at) == '[' ? in.after(at) : at;
        if (object < 0 || object >= text.length()) {
            return object == BROKEN || whole ? in.none() : OPEN;
        }
        CallObject.Found found = CallObject.read(text, object);
        boolean known = found.name().map(functions::containsKey).orElse(false);
        if (known && !found.alien()) {
            int end = values(at);
            return settled(fenced ? in.closed(end, "```") : end);
        }
        if (found.name().isEmpty() && !found.alien() && found.end() == OPEN && !whole) {
            return OPEN;
        }
        return in.none();
    }

    /** Why a text that begins with JSON is no call though it looks like one, else nothing. */
    Optional<String> suspicion() {
        int at = Math.max(0, text.indexOf("{"));
        boolean first =
                text.substring(0, at).chars().allMatch(c -> " \t\r\n[`json".indexOf(c) >= 0);
        CallObject.Found found = CallObject.read(text, at);
        return first && !found.alien() && found.arguments().isPresent()
                ? found.name().filter(it -> !functions.containsKey(it)).map(BlockReader::unknown)
                : Optional.empty();
    }

    /** What is open when nothing follows is broken. */
    private int settled(int end) {
        if (end != OPEN || !whole) {
            return end;
        }
        breakLast();
        return in.broken("the answer ends before the call does");
    }

    private void breakLast() {
        if (!calls.isEmpty() && calls.getLast().state() == State.OPEN) {
            ToolCall last = calls.removeLast();
            calls.add(new ToolCall(last.name(), last.arguments(), State.BROKEN));
        }
    }

    private static String unknown(String name) {
        String shown = name.length() <= 60 ? name : name.substring(0, 60) + "…";
        return "function '" + shown + "' is not among the tools";
    }

    /** A list of calls, or calls one after the other. */
    private int values(int from) {
        int at = space(text, from);
        if (at >= text.length()) {
            return OPEN;
        }
        return switch (text.charAt(at)) {
            case '[' -> list(at);
            case '{' -> objects(at);
            default -> in.broken("expected a JSON object, found '" + text.charAt(at) + "'");
        };
    }

    private int objects(int from) {
        int at = from;
        while (true) {
            int end = object(at);
            if (end < 0) {
                if (end == BROKEN && at != from) {
                    resume = at;
                }
                return end;
            }
            int next = space(text, end);
            if (next < text.length() && (text.charAt(next) == ';' || text.charAt(next) == ',')) {
                next = space(text, next + 1);
            }
            if (next >= text.length()) {
                return whole ? end : OPEN;
            }
            if (text.charAt(next) != '{') {
                return end;
            }
            at = next;
        }
    }

    private int list(int from) {
        int at = space(text, from + 1);
        if (at < text.length() && text.charAt(at) == ']') {
            return at + 1;
        }
        while (true) {
            int end = object(at);
            if (end < 0) {
                if (end == BROKEN && calls.stream().anyMatch(it -> it.state() == State.COMPLETE)) {
                    resume = at;
                }
                return end;
            }
            at = space(text, end);
            if (at >= text.length()) {
                return whole ? end : OPEN;
            }
            if (text.charAt(at) == ']') {
                return at + 1;
            }
            if (text.charAt(at) != ',') {
                resume = end;
                return in.broken("expected ',' or ']' after a call");
            }
            at = space(text, at + 1);
        }
    }

    private int object(int at) {
        CallObject.Found found = CallObject.read(text, at);
        if (found.name().isEmpty()) {
            return found.end() == BROKEN ? in.broken(found.problem()) : OPEN;
        }
        String name = found.name().get();
        if (NO_CALL.contains(name) && !functions.containsKey(name)) {
            return found.end() == BROKEN ? in.broken(found.problem()) : found.end();
        }
        if (!functions.containsKey(name)) {
            return in.broken(unknown(name));
        }
        if (found.end() == BROKEN) {
            calls.add(new ToolCall(name, "", State.BROKEN));
            return in.broken(found.problem());
        }
        if (found.end() >= 0) {
            calls.add(new ToolCall(name, found.arguments().orElse("{}"), State.COMPLETE));
        } else {
            found.arguments()
                    .ifPresent(partial -> calls.add(new ToolCall(name, partial, State.OPEN)));
        }
        return found.end();
    }

    /** Arguments of a function whose name came before. */
    private int arguments(String name, int from) {
        if (!functions.containsKey(name)) {
            return in.broken(unknown(name));
        }
        int at = space(text, from);
        if (at >= text.length()) {
            return OPEN;
        }
        int end = text.charAt(at) == '{' ? JsonScan.value(text, at) : BROKEN;
        if (end == BROKEN) {
            calls.add(new ToolCall(name, "", State.BROKEN));
            return in.broken("the arguments of '" + name + "' are no JSON object");
        }
        String json = JsonScan.escaped(text.substring(at, end < 0 ? text.length() : end));
        calls.add(new ToolCall(name, json, end < 0 ? State.OPEN : State.COMPLETE));
        return end;
    }

    private int toolCall(int from) {
        int at = space(text, from);
        if (at < text.length() && text.charAt(at) == '<') {
            int tag = in.literal(at, Marker.FUNCTION.literal());
            int end = tag < 0 ? tag : functionTag(tag, Marker.FUNCTION, TaggedParameters.BY_SIGN);
            return in.closed(end, Marker.TOOL_CALL.closer());
        }
        return in.closed(values(from), Marker.TOOL_CALL.closer());
    }

    /** {@code name>} and then JSON or parameters in tags. */
    private int functionTag(int from, Marker marker, String key) {
        int stop = in.until(from, ">");
        if (stop < 0) {
            return stop;
        }
        String name = text.substring(from, stop).replace("\"", "").strip();
        int at = space(text, stop + 1);
        if (at < text.length() && text.charAt(at) != '<') {
            return in.closed(arguments(name, at), marker.closer());
        }
        if (!functions.containsKey(name)) {
            return in.broken(unknown(name));
        }
        TaggedParameters tagged =
                TaggedParameters.read(text, at, functions.get(name), key, marker.closer());
        int end = tagged(name, tagged);
        return end == BROKEN ? in.broken("the parameters of '" + name + "' are not in tags") : end;
    }

    private int tagged(String name, TaggedParameters tagged) {
        State state =
                switch (tagged.end()) {
                    case OPEN -> State.OPEN;
                    case BROKEN -> State.BROKEN;
                    default -> State.COMPLETE;
                };
        calls.add(new ToolCall(name, tagged.arguments(), state));
        return tagged.end();
    }

    /** An id such as {@code functions.name:0} and arguments. */
    private int kimi(int from) {
        int stop = in.until(from, "<|tool_call_argument_begin|>");
        if (stop < 0) {
            return stop;
        }
        String id = text.substring(from, stop).strip();
        String name = id.startsWith("functions.") ? id.substring("functions.".length()) : id;
        int number = name.lastIndexOf(':');
        return in.closed(
                arguments(
                        number > 0 ? name.substring(0, number) : name,
                        stop + "<|tool_call_argument_begin|>".length()),
                Marker.KIMI.closer());
    }

    /** A list of calls as Python writes them, or JSON. */
    private int pythonList(int from) {
        int at = space(text, from);
        int inner = at < text.length() && text.charAt(at) == '[' ? in.after(at) : at;
        if (inner >= text.length()) {
            return OPEN;
        }
        if (text.charAt(inner) == '{') {
            return in.closed(values(at), Marker.LFM.closer());
        }
        int stop = text.indexOf(Marker.LFM.closer(), at);
        if (stop < 0 && !whole) {
            return OPEN;
        }
        int end = stop < 0 ? text.length() : stop;
        Optional<List<ToolCall>> read = PythonCalls.read(text.substring(at, end));
        if (read.isEmpty()) {
            return in.broken("the list of calls cannot be read");
        }
        for (ToolCall call : read.get()) {
            if (!functions.containsKey(call.name())) {
                return in.broken(unknown(call.name()));
            }
        }
        calls.addAll(read.get());
        return stop < 0 ? end : stop + Marker.LFM.closer().length();
    }

    private int mistral(int from) {
        int at = space(text, from);
        if (at >= text.length()) {
            return OPEN;
        }
        if (text.charAt(at) == '[' || text.charAt(at) == '{') {
            return values(at);
        }
        int stop = at;
        while (stop < text.length() && text.charAt(stop) != '[' && text.charAt(stop) != '{') {
            stop++;
        }
        if (stop == text.length()) {
            return stop - at > BlockText.LONGEST_NAME
                    ? in.broken("expected the name of a function")
                    : OPEN;
        }
        String name = text.substring(at, stop).strip();
        if (text.charAt(stop) == '{') {
            return arguments(name, stop);
        }
        if (text.charAt(Math.min(stop + 1, text.length() - 1)) == 'C') {
            int id = in.literal(stop, "[CALL_ID]");
            stop = id < 0 ? id : in.until(id, "[ARGS]");
        }
        int arguments = stop < 0 ? stop : in.literal(stop, "[ARGS]");
        return arguments < 0 ? arguments : arguments(name, arguments);
    }

    private int deepSeek(int from) {
        int separator = in.until(from, "<｜tool▁sep｜>");
        if (separator < 0) {
            return separator;
        }
        String first = text.substring(from, separator).strip();
        int at = space(text, separator + "<｜tool▁sep｜>".length());
        if (at >= text.length()) {
            return OPEN;
        }
        if (text.charAt(at) == '{') {
            return in.closed(arguments(first, at), Marker.DEEPSEEK.closer());
        }
        int line = in.until(at, "\n");
        if (line < 0) {
            return line;
        }
        String name = text.substring(at, line).strip();
        int fence = space(text, line);
        int json = fence < text.length() ? in.literal(fence, "```json") : OPEN;
        return json < 0
                ? json
                : in.closed(in.closed(arguments(name, json), "```"), Marker.DEEPSEEK.closer());
    }

    private int solar(int from) {
        int id = in.until(from, "<|tool_call:name|>");
        if (id < 0) {
            return id;
        }
        int name = id + "<|tool_call:name|>".length();
        int stop = in.until(name, "<|tool_call:args|>");
        if (stop < 0) {
            return stop;
        }
        return in.closed(
                arguments(text.substring(name, stop), stop + "<|tool_call:args|>".length()),
                Marker.SOLAR.closer());
    }

    private int action(int from) {
        int at = space(text, from);
        if (at >= text.length()) {
            return OPEN;
        }
        if (text.charAt(at) == '`') {
            at = in.literal(at, "```json");
        }
        return at < 0 ? at : in.closed(values(at), Marker.ACTION.closer());
    }

    private int functionary(int from) {
        int stop = in.until(from, "\n");
        if (stop < 0) {
            return stop;
        }
        String name = text.substring(from, stop).strip();
        return name.equals("all") ? stop + 1 : arguments(name, stop);
    }

    /** JSON, {@code name.call(key="value")} or, where there is a tool for it, code. */
    private int python(int from) {
        int at = space(text, from);
        if (at >= text.length()) {
            return OPEN;
        }
        if (text.charAt(at) == '{' || text.charAt(at) == '[') {
            return values(at);
        }
        if (!whole) {
            return OPEN;
        }
        String code = text.substring(from);
        Matcher call = BUILT_IN.matcher(code);
        if (call.matches() && functions.containsKey(call.group(1))) {
            String written = call.group(1) + "(" + call.group(2) + ")";
            Optional<List<ToolCall>> read = PythonCalls.read(written);
            read.ifPresent(calls::addAll);
            return read.isPresent()
                    ? text.length()
                    : in.broken("the arguments of '" + call.group(1) + "' cannot be read");
        }
        for (String name : functions.keySet()) {
            if (CODE.contains(name)) {
                String json = "{\"code\": " + TaggedParameters.quoted(code) + "}";
                calls.add(new ToolCall(name, json, State.COMPLETE));
                return text.length();
            }
        }
        return in.broken("there is code and no tool that runs it");
    }
}
