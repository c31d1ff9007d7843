package dev.sundog.cli.command;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code template}: a rendered chat. */
@Command(
        name = "template",
        mixinStandardHelpOptions = true,
        header = {
            "Example: ./sundog template pico-base --messages chat.json --generation-prompt",
            ""
        },
        description = "Render a conversation through a chat template.")
final class TemplateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", arity = "0..1")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--template",
            paramLabel = "F.jinja",
            description = "A template file instead of a model's.")
    private Optional<Path> template = Optional.empty();

    @Option(names = "--bos", paramLabel = "T", description = "With --template: the bos_token.")
    private String bos = "";

    @Option(names = "--eos", paramLabel = "T", description = "With --template: the eos_token.")
    private String eos = "";

    @Option(
            names = "--messages",
            required = true,
            paramLabel = "F.json",
            description = "A list of {role, content}.")
    private Path messages = Path.of("");

    @Option(names = "--tools", paramLabel = "F.json", description = "A list of tool definitions.")
    private Optional<Path> tools = Optional.empty();

    @Option(
            names = "--generation-prompt",
            description = "End with the start of the assistant's turn.")
    private boolean generationPrompt;

    @Option(names = "--now", paramLabel = "ISO", description = "Freeze the template's clock.")
    private Optional<String> now = Optional.empty();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (model.isPresent() == template.isPresent()) {
            throw SundogException.user(
                    "template-source", "give either a MODEL or --template F.jinja");
        }
        List<ChatMessage> chat = readList(messages).stream().map(ChatMessage::fromMap).toList();
        RenderOptions options =
                new RenderOptions(
                        generationPrompt,
                        tools.map(TemplateCommand::readList).orElse(List.of()),
                        now.map(TemplateCommand::time));
        if (template.isPresent()) {
            print(
                    ChatTemplate.of(TextFiles.read(template.get()), bos, eos).render(chat, options),
                    Optional.empty());
            return 0;
        }
        try (Checkpoint checkpoint = Models.checkpoint(model.get());
                Tokenizer tokenizer = checkpoint.openTokenizer()) {
            ChatTemplate own =
                    checkpoint
                            .chatTemplate()
                            .orElseThrow(
                                    () ->
                                            SundogException.data(
                                                    "no-chat-template",
                                                    checkpoint.path()
                                                            + ": has no chat template; give one"
                                                            + " with --template F.jinja"));
            print(own.render(chat, options), Optional.of(tokenizer));
        }
        return 0;
    }

    private void print(String text, Optional<Tokenizer> tokenizer) {
        ObjectNode node = Output.node().put("text", text);
        tokenizer.ifPresent(
                known -> {
                    ArrayNode ids = node.putArray("ids");
                    for (int id : known.encode(text, false)) {
                        ids.add(id);
                    }
                });
        output.object(node);
        output.text(text);
    }

    private static LocalDateTime time(String iso) {
        try {
            return LocalDateTime.parse(iso);
        } catch (DateTimeParseException e) {
            throw SundogException.user(
                    "now", "--now " + iso + ": expected an ISO time such as 2026-01-15T09:30:00");
        }
    }

    private static List<Map<String, Object>> readList(Path file) {
        try {
            List<Map<String, Object>> list =
                    Output.mapper()
                            .readerFor(new TypeReference<List<Map<String, Object>>>() {})
                            .readValue(TextFiles.read(file));
            if (list != null && list.stream().allMatch(Objects::nonNull)) {
                return list;
            }
            throw SundogException.data(
                    "json-syntax", file + ": expected a JSON list of objects, found null");
        } catch (JacksonException e) {
            throw SundogException.data(
                    "json-syntax",
                    file + ": expected a JSON list of objects: " + e.getOriginalMessage(),
                    e);
        }
    }
}
