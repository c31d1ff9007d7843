package dev.sundog.evaluation.task;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A task with its items. Immutable.
 *
 * @param description what it is
 * @param items at least one, ids unique, all of the task's kind
 */
public record Task(TaskDescription description, List<TaskItem> items) {
    public Task {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("task " + description.task() + " has no items");
        }
        Set<String> ids = new HashSet<>();
        for (TaskItem item : items) {
            if (!ids.add(item.id())) {
                throw new IllegalArgumentException("id " + item.id() + " occurs twice");
            }
            TaskKind kind = kindOf(item);
            if (kind != description.kind()) {
                throw new IllegalArgumentException(
                        "item %s is %s in a task that is %s"
                                .formatted(item.id(), kind.key(), description.kind().key()));
            }
        }
    }

    /** Its name. */
    public String name() {
        return description.task();
    }

    private static TaskKind kindOf(TaskItem item) {
        return switch (item) {
            case TaskItem.Choosing choosing -> TaskKind.MULTIPLE_CHOICE;
            case TaskItem.Question question -> TaskKind.EXACT_MATCH;
            case TaskItem.Text text -> TaskKind.PERPLEXITY;
            case TaskItem.Completion completion -> TaskKind.COMPLETION;
        };
    }
}
