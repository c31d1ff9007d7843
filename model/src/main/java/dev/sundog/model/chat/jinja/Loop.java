package dev.sundog.model.chat.jinja;

import java.util.List;

/** The {@code loop} of a for block. */
final class Loop implements Value.Attributed {
    private final List<Object> items;
    private int index;
    private List<Object> last = List.of();
    private boolean compared;

    Loop(List<Object> items) {
        this.items = items;
    }

    void moveTo(int place) {
        index = place;
    }

    @Override
    public Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> items.size() - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            case "depth" -> 1L;
            case "depth0" -> 0L;
            case "previtem" ->
                    index == 0
                            ? new Value.Undefined("there is no previous item")
                            : items.get(index - 1);
            case "nextitem" ->
                    index == items.size() - 1
                            ? new Value.Undefined("there is no next item")
                            : items.get(index + 1);
            case "cycle" -> (Value.Function) this::cycle;
            case "changed" -> (Value.Function) this::changed;
            default -> new Value.Undefined("'LoopContext object' has no attribute '" + name + "'");
        };
    }

    private Object cycle(Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw new JinjaException("no items for cycling given");
        }
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Object changed(Arguments arguments) {
        boolean changed = !compared || !Operators.equal(last, arguments.positional());
        compared = true;
        last = arguments.positional();
        return changed;
    }
}
