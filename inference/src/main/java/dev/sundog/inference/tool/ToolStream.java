package dev.sundog.inference.tool;

import dev.sundog.inference.tool.ToolCall.State;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an answer as it grows and tells calls from text. Arguments are passed on while they are
 * written; they are JSON as far as they have come. What begins as a call and turns out to be none
 * is text, all of it, and there is a warning. However the answer is cut into pieces, what comes out
 * is the same text and the same calls. Not thread-safe.
 */
public final class ToolStream {
    private final List<Marker> markers;
    private final Map<String, ToolFunction> functions = new LinkedHashMap<>();
    private final StringBuilder pending = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> settled = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private List<ToolEvent> events = new ArrayList<>();
    private boolean begun;
    private boolean afterCall;
    private int announced;

    /** What has been said of a call. */
    private static final class Sent {
        private int index = -1;
        private int length;
    }

    /**
     * An answer that is empty so far.
     *
     * @param syntax how the model writes calls; other forms that cannot be mistaken are read too
     * @param functions those that may be called
     */
    public ToolStream(CallSyntax syntax, List<ToolFunction> functions) {
        markers = Marker.of(syntax);
        functions.forEach(function -> this.functions.put(function.name(), function));
    }

    /** Texts that are markers of calls, and special tokens of some vocabularies. */
    public static List<String> markers() {
        return Marker.texts();
    }

    /** Adds a piece of the answer; what became certain with it. */
    public List<ToolEvent> push(String piece) {
        pending.append(piece);
        return read(false);
    }

    /** The end of the answer; what was held back. */
    public List<ToolEvent> end() {
        List<ToolEvent> last = read(true);
        if (settled.isEmpty() && warnings.isEmpty()) {
            new BlockReader(text, true, functions).suspicion().ifPresent(this::warn);
        }
        return last;
    }

    /** The text so far, which belongs to no call. */
    public String text() {
        return text.toString();
    }

    /** The calls that are complete. */
    public List<ToolCall> calls() {
        return settled.stream().filter(call -> call.state() == State.COMPLETE).toList();
    }

    /** Why something that looks like a call is text, if there is such. */
    public Optional<String> warning() {
        return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", warnings));
    }

    private List<ToolEvent> read(boolean whole) {
        events = new ArrayList<>();
        int at = begun ? 0 : bare(whole);
        while (at >= 0 && begun) {
            at = afterCall ? JsonScan.space(pending, at) : at;
            afterCall &= at == pending.length();
            Optional<Marker.Place> found = Marker.first(markers, pending, at);
            if (found.isEmpty()) {
                int certain = whole ? pending.length() : Marker.begun(markers, pending, at);
                certain = whole ? certain : stripped(at, certain);
                text(at, certain);
                at = certain;
                break;
            }
            int marker = found.get().at();
            int before = stripped(at, marker);
            text(at, before);
            at = block(found.get(), before, whole);
            if (at == JsonScan.OPEN) {
                at = before;
                break;
            }
        }
        pending.delete(0, Math.max(0, at));
        return merged();
    }

    /** Reads after a marker; where to go on, or {@link JsonScan#OPEN}. */
    private int block(Marker.Place found, int before, boolean whole) {
        int after = found.at() + found.marker().literal().length();
        BlockReader block = new BlockReader(pending, whole, functions);
        int end = block.read(found.marker(), after);
        announce(block.calls());
        if (end == JsonScan.OPEN) {
            return end;
        }
        settled.addAll(block.calls());
        if (end >= 0) {
            afterCall = !block.calls().isEmpty();
            return end;
        }
        warn(block.problem());
        if (block.resume() >= 0) {
            return block.resume();
        }
        text(before, after);
        return after;
    }

    /** JSON at the beginning that no marker announces. */
    private int bare(boolean whole) {
        int at = JsonScan.space(pending, 0);
        boolean marker = Marker.begun(markers, pending, 0) <= at;
        if (!whole && (marker || at == pending.length())) {
            return 0;
        }
        if (at == pending.length() || "{[`".indexOf(pending.charAt(at)) < 0) {
            begun = true;
            return 0;
        }
        BlockReader block = new BlockReader(pending, whole, functions);
        int end = block.readBare(at);
        announce(block.calls());
        if (end == JsonScan.OPEN) {
            return 0;
        }
        begun = true;
        settled.addAll(block.calls());
        if (end >= 0) {
            afterCall = true;
            return end;
        }
        if (!block.problem().isEmpty()) {
            warn(block.problem());
        }
        return Math.max(0, block.resume());
    }

    private void warn(String problem) {
        warnings.add("a malformed tool call was left as text: " + problem);
    }

    private int stripped(int from, int to) {
        int end = to;
        while (end > from && Character.isWhitespace(pending.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private void text(int from, int to) {
        if (to > from) {
            String piece = pending.substring(from, to);
            text.append(piece);
            events.add(new ToolEvent.Text(piece));
        }
    }

    /** Says what is new of the calls after those that are settled. */
    private void announce(List<ToolCall> calls) {
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            int place = settled.size() + i;
            if (place == sent.size()) {
                sent.add(new Sent());
            }
            Sent known = sent.get(place);
            if (call.state() == State.BROKEN) {
                continue;
            }
            if (known.index < 0) {
                known.index = announced++;
                events.add(new ToolEvent.Begin(known.index, call.name()));
            }
            if (call.arguments().length() > known.length) {
                events.add(
                        new ToolEvent.Arguments(
                                known.index, call.arguments().substring(known.length)));
                known.length = call.arguments().length();
            }
        }
    }

    /** Texts that follow one another as one. */
    private List<ToolEvent> merged() {
        List<ToolEvent> all = new ArrayList<>();
        for (ToolEvent event : events) {
            if (event instanceof ToolEvent.Text next
                    && !all.isEmpty()
                    && all.getLast() instanceof ToolEvent.Text last) {
                all.set(all.size() - 1, new ToolEvent.Text(last.text() + next.text()));
            } else {
                all.add(event);
            }
        }
        return all;
    }
}
