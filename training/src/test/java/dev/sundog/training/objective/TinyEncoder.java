package dev.sundog.training.objective;

import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.model.tokenizer.Tokenizers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** The tokenizer of {@code trl_golden.py} with a template. */
public final class TinyEncoder {
    /** ChatML, with nothing marked. */
    public static final String PLAIN =
            "{% for message in messages %}<|im_start|>{{ message.role }}\n"
                    + "{{ message.content }}<|im_end|>\n{% endfor %}"
                    + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private TinyEncoder() {}

    /** The tokenizer; the caller closes it. */
    public static Tokenizer tokenizer() {
        byte[] config = "{\"eos_token\": \"<|im_end|>\"}".getBytes(StandardCharsets.UTF_8);
        return Tokenizers.fromJson(resource("tokenizer.json"), Optional.of(config), "tiny");
    }

    /** With a template's source. */
    public static SampleEncoder of(Tokenizer tokenizer, String template) {
        return new SampleEncoder(
                Optional.of(ChatTemplate.of(template, "", "<|im_end|>")), tokenizer);
    }

    /** A file of the golden. */
    public static byte[] resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        TinyEncoder.class.getResourceAsStream(
                                "/dev/sundog/training/trl/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
