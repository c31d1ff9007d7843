package dev.sundog.model.surgery.adapter;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code adapter_config.json} says.
 *
 * @param base name or path of the model it belongs to
 * @param rank of the updates
 * @param alpha their scale, times the rank
 * @param rankStabilised whether the scale is alpha/√rank instead of alpha/rank
 * @param targets names of the projections, e.g. {@code q_proj}
 */
public record AdapterConfig(
        Optional<String> base,
        int rank,
        double alpha,
        boolean rankStabilised,
        List<String> targets) {
    /** Name of the file. */
    public static final String FILE_NAME = "adapter_config.json";

    private static final int MAXIMUM_RANK = 1 << 16;
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Keys whose value must be this if they are there; what else they ask for is not known. */
    private static final Map<String, String> DEMANDS =
            Map.of(
                    "peft_type", "\"LORA\"",
                    "bias", "\"none\"",
                    "fan_in_fan_out", "false",
                    "use_dora", "false",
                    "rank_pattern", "{}",
                    "alpha_pattern", "{}",
                    "lora_bias", "false",
                    "use_qalora", "false");

    /** Keys of extensions that change what the tensors mean, or add others. */
    private static final List<String> UNKNOWN =
            List.of(
                    "modules_to_save",
                    "layer_replication",
                    "trainable_token_indices",
                    "target_parameters",
                    "use_bdlora",
                    "kasa_config",
                    "velora_config",
                    "monteclora_config",
                    "arrow_config",
                    "alora_invocation_tokens");

    public AdapterConfig {
        targets = List.copyOf(targets);
        if (rank < 1 || rank > MAXIMUM_RANK) {
            throw new IllegalArgumentException("r is " + rank + ", expected 1 to " + MAXIMUM_RANK);
        }
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("lora_alpha is " + alpha + ", expected a number");
        }
    }

    /** Factor of B·A. */
    public double scale() {
        return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
    }

    /**
     * Reads the file of a directory.
     *
     * @throws SundogException (data, {@code adapter-invalid}) naming the key that is missing, wrong
     *     or asks for another kind of adapter
     */
    public static AdapterConfig read(Path directory) {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            throw SundogException.data(
                    "adapter-missing",
                    "%s has no %s; name the directory of an adapter in PEFT's format"
                            .formatted(directory, FILE_NAME));
        }
        try {
            return of(MAPPER.readTree(Files.readAllBytes(file)), file);
        } catch (IOException | JacksonException e) {
            throw invalid(file, "it cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw invalid(file, String.valueOf(e.getMessage()));
        }
    }

    private static AdapterConfig of(JsonNode json, Path file) {
        DEMANDS.forEach(
                (key, value) -> {
                    JsonNode found = json.path(key);
                    if (!found.isMissingNode() && !found.isNull() && !demanded(found, value)) {
                        throw invalid(
                                file,
                                "%s is %s, expected %s; other adapters are not supported"
                                        .formatted(key, found, value));
                    }
                });
        for (String key : UNKNOWN) {
            if (said(json.path(key))) {
                throw invalid(
                        file,
                        "%s is %s, expected none; such adapters are not supported"
                                .formatted(key, json.path(key)));
            }
        }
        JsonNode init = json.path("init_lora_weights");
        if (init.isString() && init.stringValue().matches("(?i)pissa.*|olora|corda|loftq")) {
            throw invalid(
                    file,
                    "init_lora_weights is %s, which changes the base too; convert it to plain LoRA"
                            .formatted(init));
        }
        if (!json.path("r").canConvertToInt() || !json.path("lora_alpha").isNumber()) {
            throw invalid(file, "r or lora_alpha is missing, expected numbers");
        }
        List<String> targets = new ArrayList<>();
        JsonNode named = json.path("target_modules");
        if (named.isString()) {
            targets.add(named.stringValue());
        }
        named.forEach(target -> targets.add(target.asString("")));
        JsonNode base = json.path("base_model_name_or_path");
        return new AdapterConfig(
                base.isString() && !base.stringValue().isBlank()
                        ? Optional.of(base.stringValue())
                        : Optional.empty(),
                json.path("r").asInt(),
                json.path("lora_alpha").asDouble(),
                json.path("use_rslora").asBoolean(false),
                targets);
    }

    private static boolean said(JsonNode found) {
        return found.isContainer() ? !found.isEmpty() : found.asBoolean(found.isString());
    }

    private static boolean demanded(JsonNode found, String value) {
        return found.toString().equals(value) || (value.equals("{}") && found.isEmpty());
    }

    /** As the file has it. */
    byte[] toJson() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", base.orElse(null));
        json.put("r", rank);
        if (alpha == Math.rint(alpha) && Math.abs(alpha) < Integer.MAX_VALUE) {
            json.put("lora_alpha", (int) alpha);
        } else {
            json.put("lora_alpha", alpha);
        }
        json.put("lora_dropout", 0.0);
        json.put("use_rslora", rankStabilised);
        json.put("use_dora", false);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.putNull("modules_to_save");
        targets.forEach(json.putArray("target_modules")::add);
        return MAPPER.writeValueAsBytes(json);
    }

    private static SundogException invalid(Path file, String what) {
        return SundogException.data("adapter-invalid", file + ": " + what);
    }
}
