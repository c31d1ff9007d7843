package dev.sundog.cli.command;

import dev.sundog.cli.progress.ProgressDisplay;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The options of every verb that prints: results to standard output, progress to standard error.
 */
public final class Output {
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder().characterEscapes(new LineSafeEscapes()).build())
                    .build();

    @Option(names = "--json", description = "Print one JSON object a line and nothing else.")
    boolean json;

    @Option(names = "--quiet", description = "Do not show progress.")
    boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb = CommandSpec.create();

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
            print(text + System.lineSeparator());
        }
    }

    /** Text for people without an end of line; nothing with {@code --json}. */
    public void text(String text) {
        if (!json) {
            print(text);
        }
    }

    /** A JSON line; nothing without {@code --json}. */
    public void object(ObjectNode node) {
        if (json) {
            print(JSON.writeValueAsString(node) + System.lineSeparator());
        }
    }

    /** A remark to standard error. */
    public void note(String text) {
        if (!quiet) {
            error(text);
        }
    }

    /** A line to standard error, even when quiet. */
    void error(String text) {
        verb.commandLine().getErr().println(text);
        verb.commandLine().getErr().flush();
    }

    private void print(String text) {
        verb.commandLine().getOut().print(text);
        verb.commandLine().getOut().flush();
    }

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonMapper mapper() {
        return JSON;
    }
}
