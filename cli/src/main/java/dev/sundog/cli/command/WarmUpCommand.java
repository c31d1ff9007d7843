package dev.sundog.cli.command;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.tokenizer.GgufVocabulary;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.model.tokenizer.Tokenizers;

import picocli.CommandLine.Command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Loads the classes that every start needs, so that the launcher can archive them. */
@Command(name = "warm-up", hidden = true, description = "Load what every start needs.")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        SundogCommand.commandLine().getUsageMessage();
        Output.mapper()
                .writeValueAsString(Output.mapper().readTree("{\"a\":[1,2.5,\"b\",true,null]}"));
        loadTokenizers();
        return 0;
    }

    private static void loadTokenizers() {
        GgufVocabulary vocabulary =
                GgufVocabulary.of(
                                Map.of(
                                        "tokenizer.ggml.model",
                                        "gpt2",
                                        "tokenizer.ggml.pre",
                                        "qwen2",
                                        "tokenizer.ggml.tokens",
                                        new String[] {"a", "b", "ab"},
                                        "tokenizer.ggml.merges",
                                        new String[] {"a b"},
                                        "tokenizer.chat_template",
                                        "{% for m in messages %}{% if m.role == 'user' %}{{"
                                                + " m['content'] | trim }}{% endif %}{% endfor %}"),
                                "warm-up")
                        .orElseThrow();
        Optional<byte[]> config = vocabulary.companion("tokenizer_config.json");
        byte[] json = vocabulary.companion("tokenizer.json").orElseThrow();
        try (Tokenizer direct = vocabulary.openTokenizer();
                Tokenizer read = Tokenizers.fromJson(json, config, "warm-up")) {
            read.decode(direct.encode("ab ba", true), true);
        }
        ChatTemplate.from(config, Optional.empty())
                .orElseThrow()
                .render(List.of(ChatMessage.user("a")), RenderOptions.prompt());
    }
}
