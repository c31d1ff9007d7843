package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code generate MODEL -p TEXT}: one completion, streamed. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog generate pico-base -p \"Hana lives in\" --temperature 0", ""},
        description = "Complete a text, or answer it with --chat.")
final class GenerateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", arity = "0..1", defaultValue = Models.DEFAULT)
    private String model = Models.DEFAULT;

    @Option(
            names = {"-p", "--prompt"},
            required = true,
            paramLabel = "TEXT")
    private String prompt = "";

    @Option(
            names = "--chat",
            description =
                    "Take the prompt as a user's message and render it through the chat template.")
    private boolean chat;

    @Option(names = "--system", paramLabel = "S", description = "With --chat: the system message.")
    private Optional<String> system = Optional.empty();

    @Mixin private GenerationFlags generation = new GenerationFlags();
    @Mixin private FormFlags form = new FormFlags();
    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (system.isPresent() && !chat) {
            throw SundogException.user("system-without-chat", "--system needs --chat");
        }
        GenerationOptions options = generation.options().withForm(form.form());
        try (CpuModel opened = engine.open(model)) {
            if (!chat) {
                output.text(prompt);
            }
            TokenListener listener =
                    (id, text) -> {
                        output.text(text);
                        return true;
                    };
            Generation result =
                    chat
                            ? opened.chat(messages(), options, listener)
                            : opened.generate(prompt, options, listener);
            output.line("");
            output.object(json(result));
            output.note(timings(result));
        }
        return 0;
    }

    private List<ChatMessage> messages() {
        List<ChatMessage> messages = new ArrayList<>();
        system.ifPresent(text -> messages.add(ChatMessage.system(text)));
        messages.add(ChatMessage.user(prompt));
        return messages;
    }

    /** Tokens a second of both phases, for people. */
    static String timings(Generation result) {
        return String.format(
                Locale.ROOT,
                "[%d prompt tokens at %.0f a second, %d generated at %.1f a second]",
                result.promptTokens(),
                rate(result.promptTokens(), result.promptSeconds()),
                result.ids().size(),
                rate(result.ids().size(), result.predictedSeconds()));
    }

    private static double rate(int tokens, double seconds) {
        return seconds > 0 ? tokens / seconds : 0;
    }

    private static ObjectNode json(Generation result) {
        ObjectNode node = Output.node().put("text", result.text());
        ArrayNode ids = node.putArray("ids");
        result.ids().forEach(ids::add);
        node.put("finishReason", result.finishReason().name().toLowerCase(Locale.ROOT));
        node.putObject("usage")
                .put("promptTokens", result.promptTokens())
                .put("completionTokens", result.ids().size());
        node.putObject("timings")
                .put("promptMs", result.promptSeconds() * 1000)
                .put("predictedMs", result.predictedSeconds() * 1000)
                .put("promptPerSecond", rate(result.promptTokens(), result.promptSeconds()))
                .put("predictedPerSecond", rate(result.ids().size(), result.predictedSeconds()));
        if (!result.logprobs().isEmpty()) {
            ArrayNode content = node.putObject("logprobs").putArray("content");
            for (Generation.TokenLogprob token : result.logprobs()) {
                ObjectNode entry = content.addObject();
                entry.put("id", token.id());
                logprob(entry, token.token(), token.logprob());
                ArrayNode top = entry.putArray("top_logprobs");
                token.top()
                        .forEach(
                                other ->
                                        logprob(
                                                top.addObject().put("id", other.id()),
                                                other.token(),
                                                other.logprob()));
            }
        }
        return node;
    }

    private static void logprob(ObjectNode entry, String token, double logprob) {
        entry.put("token", token).put("logprob", logprob);
        ArrayNode bytes = entry.putArray("bytes");
        for (byte value : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(value & 0xff);
        }
    }
}
