package dev.sundog.cli.recipe;

import dev.sundog.evaluation.task.Evaluator;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.chat.RenderOptions;

import java.util.List;
import java.util.Optional;

/** Joins the evaluator with a model's own chat template. */
public final class ChatPrompts {
    private ChatPrompts() {}

    /** An evaluator that renders conversations as {@code model} is served. */
    public static Evaluator evaluator(CpuModel model) {
        RenderOptions options = new RenderOptions(true, List.of(), Optional.empty());
        return model.chatTemplate()
                .map(template -> new Evaluator(messages -> template.render(messages, options)))
                .orElseGet(Evaluator::new);
    }
}
