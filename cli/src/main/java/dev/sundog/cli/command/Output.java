package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;

import picocli.CommandLine.Option;

import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The options of every verb that prints: results to standard output, progress to standard error.
 */
public final class Output {
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder().characterEscapes(new LineSafeEscapes()).build())
                    .build();
    private static final PrintStream OUT =
            new PrintStream(
                    new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    @Option(names = "--json", description = "Print one JSON object a line and nothing else.")
    boolean json;

    @Option(names = "--quiet", description = "Do not show progress.")
    boolean quiet;

    /** Whether results are wanted as JSON. */
    public boolean json() {
        return json;
    }

    /** Progress for one piece of work. */
    public ProgressDisplay progress() {
        return ProgressDisplay.create(quiet);
    }

    /** A line for people; nothing with {@code --json}. */
    public void line(String text) {
        if (!json) {
            OUT.println(text);
            OUT.flush();
        }
    }

    /** Text for people without an end of line; nothing with {@code --json}. */
    public void text(String text) {
        if (!json) {
            OUT.print(text);
            OUT.flush();
        }
    }

    /** A JSON line; nothing without {@code --json}. */
    public void object(ObjectNode node) {
        if (json) {
            OUT.println(JSON.writeValueAsString(node));
            OUT.flush();
        }
    }

    /** A remark to standard error. */
    public void note(String text) {
        if (!quiet) {
            System.err.println(text);
        }
    }

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonMapper mapper() {
        return JSON;
    }
}
