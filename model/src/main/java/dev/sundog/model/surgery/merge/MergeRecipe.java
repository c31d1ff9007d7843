package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A merge as mergekit's users write it. {@code models:} has become one slice of all layers.
 * Immutable; the node is not to be changed.
 *
 * <p>Source: mergekit's configuration ({@code merge_method, models, slices, base_model, parameters,
 * dtype, out_dtype, tokenizer_source, tokenizer, chat_template}).
 *
 * @param method how tensors become one
 * @param slices of the result, in order
 * @param baseModel the model whose configuration and tokenizer the result has; without it, the
 *     first one named
 * @param parameters said of everything
 * @param dtype what inputs are rounded to and computed in; empty for the widest of the inputs
 * @param outDtype what is written; empty for what was computed in
 * @param tokenizer which vocabulary the result has; empty for that of the base, whose rows all
 *     models must then have
 * @param chatTemplate Jinja source that replaces the template; {@code auto} for the one most models
 *     have, {@code chatml} for the format of that name
 * @param unused parameters that another method would heed, by name
 * @param source the whole recipe
 */
public record MergeRecipe(
        MergeMethod method,
        List<MergeSlice> slices,
        Optional<String> baseModel,
        Map<MergeParameter, ParameterSetting> parameters,
        Optional<ElementType> dtype,
        Optional<ElementType> outDtype,
        Optional<TokenizerSetting> tokenizer,
        Optional<String> chatTemplate,
        Set<String> unused,
        ObjectNode source) {
    static final String AUTO = "auto";
    static final String CHATML = "chatml";

    /** Source: OpenAI's Chat Markup Language (2023). */
    static final String CHATML_SOURCE =
            """
            {%- for message in messages %}
            {{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    public MergeRecipe {
        slices = List.copyOf(slices);
        parameters = Map.copyOf(parameters);
        unused = Set.copyOf(unused);
    }

    /**
     * Reads a recipe.
     *
     * @throws SundogException (data) naming file, line and key, what is known and what is nearest
     */
    public static MergeRecipe of(ConfigurationDocument document) {
        return new MergeRecipeReader(document).read();
    }

    /** Every model named, the one that gives configuration and tokenizer first. */
    public List<String> models() {
        Set<String> models = new LinkedHashSet<>();
        baseModel.ifPresent(models::add);
        for (MergeSlice slice : slices) {
            slice.inputs().forEach(input -> models.add(input.model()));
        }
        return new ArrayList<>(models);
    }
}
