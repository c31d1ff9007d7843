package dev.sundog.model.surgery.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class MergeRecipeTest {
    private static final String MODELS = "models: [{model: a}, {model: b}]\n";

    private static MergeRecipe recipe(String yaml) {
        return MergeRecipe.of(ConfigurationDocument.parse(yaml, "recipe.yml"));
    }

    @Test
    void aBaseThatIsNoInputJoinsThem() {
        MergeRecipe recipe =
                recipe(
                        "merge_method: ties\nbase_model: c\ndtype: bfloat16\nout_dtype: float16\n"
                                + "parameters: {density: 0.5, t: 1, int8_mask: true}\n"
                                + MODELS);
        assertThat(recipe.models()).containsExactly("c", "a", "b");
        assertThat(recipe.slices()).hasSize(1);
        assertThat(recipe.slices().getFirst().baseIndex()).isEqualTo(2);
        assertThat(recipe.dtype()).contains(ElementType.BF16);
        assertThat(recipe.outDtype()).contains(ElementType.F16);
        assertThat(recipe.unused()).containsExactly("t");
    }

    @Test
    void gradientsAreInterpolatedAndFlagsStep() {
        ParameterSetting t =
                new ParameterSetting(
                        MergeParameter.T,
                        List.of(
                                new ParameterSetting.Case(
                                        Optional.of("mlp"), List.of(0.0, 1.0, 5.0)),
                                new ParameterSetting.Case(Optional.empty(), List.of(0.25))));
        assertThat(t.at("x.mlp.y", 0.75)).contains(3.0);
        assertThat(t.at("x.mlp.y", 1)).contains(5.0);
        assertThat(t.at("norm", 0.75)).contains(0.25);
        ParameterSetting normalize =
                new ParameterSetting(
                        MergeParameter.NORMALIZE,
                        List.of(new ParameterSetting.Case(Optional.empty(), List.of(0.0, 1.0))));
        assertThat(normalize.at("norm", 0.99)).contains(0.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    merge_method: sleerp | recipe.yml:1: unknown merge_method 'sleerp'; did you mean 'slerp'?
                    merge_method: dair_ties | did you mean 'dare_ties'? known methods: linear, slerp, nuslerp, task_arithmetic, ties, dare_linear, dare_ties, breadcrumbs, breadcrumbs_ties, della, della_linear, model_stock, passthrough
                    parameters: {} | merge_method
                    {merge_method: linear, modules: {}} | recipe.yml:1: key 'modules': unknown key; did you mean 'models'?
                    merge_method: linear | either 'models' or 'slices', found neither
                    {merge_method: linear, models: []} | 'models': expected a list, found []
                    {merge_method: linear, models: [a]} | 'models.0': expected a mapping, found "a"
                    {merge_method: linear, models: [{modell: a}]} | did you mean 'model'?
                    {merge_method: linear, models: [{model: a}, {model: a}]} | model 'a' is there twice
                    {merge_method: linear, models: [{model: a}], dtype: float64} | float32, float16 or bfloat16, found 'float64'
                    {merge_method: linear, models: [{model: a}], parameters: {wieght: 1}} | unknown parameter 'wieght'; did you mean 'weight'? linear heeds: weight, normalize
                    {merge_method: linear, models: [{model: a}], parameters: {weight: much}} | expected a number, found "much"
                    {merge_method: linear, models: [{model: a}], parameters: {weight: [{value: 1}, 2]}} | parameters.weight.1
                    {merge_method: linear, models: [{model: a}], parameters: {weight: [{value: 1, filtre: x}]}} | did you mean 'filter'?
                    {merge_method: linear, models: [{model: a}], parameters: {normalize: 2}} | expected true or false, found 2
                    {merge_method: slerp, models: [{model: a}, {model: b}]} | base_model is missing
                    {merge_method: slerp, base_model: c, models: [{model: a}, {model: b}]} | expected two models, the base and another, found 3
                    {merge_method: ties, base_model: b, slices: [{sources: [{model: a, layer_range: [0, 1]}]}]} | base_model 'b' is not among the sources
                    {merge_method: passthrough, models: [{model: a}, {model: b}]} | expected one model a slice, found 2
                    {merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [3, 1]}]}]} | 'slices.0.sources.0.layer_range': expected [A, B]
                    {merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [0, 99999]}]}]} | more than 10000 layers
                    {merge_method: nuslerp, base_model: a, models: [{model: a}, {model: b}]} | expected two models beside the base, found 1
                    {merge_method: model_stock, base_model: a, models: [{model: a}, {model: b}]} | expected the base and at least two models, found 2
                    {merge_method: dare_ties, models: [{model: a}, {model: b}]} | dare_ties: base_model is missing
                    {merge_method: ties, base_model: b, models: [{model: a, parameters: {density: 1.5}}]} | recipe.yml:1: key 'models.0.parameters.density': expected a number from 0 to 1, found 1.5
                    {merge_method: della, base_model: b, models: [{model: a, parameters: {density: [0.1, -0.1]}}]} | 'models.0.parameters.density.1': expected a number from 0 to 1
                    {merge_method: della, base_model: b, models: [{model: a}], parameters: {epsilom: 0.1}} | unknown parameter 'epsilom'; did you mean 'epsilon'?
                    {merge_method: linear, models: [{model: a}], tokenizer: {token: {}}} | 'tokenizer.token': unknown key; did you mean 'tokens'?
                    {merge_method: linear, models: [{model: a}], tokenizer: {tokens: {x: {force: true}}}} | 'tokenizer.tokens.x.source' is missing
                    {merge_method: linear, models: [{model: a}], tokenizer: {tokens: {x: {source: {kind: one}}}}} | expected zero or model_token, found 'one'
                    {merge_method: linear, models: [{model: a}], tokenizer: {pad_to_multiple_of: 0}} | expected a number from 1 to 1048576, found 0
                    {merge_method: linear, models: [{model: a}], tokenizer: {source: base}, tokenizer_source: base} | found both
                    {merge_method: linear, models: [{model: a}], chat_template: llama3} | expected auto, chatml or the Jinja source
                    """)
    void whatIsWrongIsNamed(String yaml, String message) {
        assertThatThrownBy(() -> recipe(yaml))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.DATA))
                .hasMessageContaining(message);
    }

    @Test
    void linesAreNamed() {
        assertThatThrownBy(
                        () ->
                                recipe(
                                        "merge_method: linear\nmodels:\n- model: a\n  parameters:\n"
                                                + "    weigth: 1\n"))
                .hasMessageContaining("recipe.yml:5: ");
    }
}
