package dev.sundog.cli;

import dev.sundog.cli.command.SundogCommand;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What one command line printed and how it ended.
 *
 * @param status exit status
 * @param out standard output
 * @param err messages on standard error, progress excluded
 */
public record CommandRun(int status, String out, String err) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path ROOT = locate();

    static {
        System.setProperty("sundog.root", ROOT.toString());
    }

    /** Runs a command line in this process. */
    public static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                SundogCommand.execute(
                        new PrintWriter(out), new PrintWriter(err), strings(arguments));
        return new CommandRun(status, out.toString(), err.toString());
    }

    /** The same; anything but success fails the test with what was said. */
    public static CommandRun done(Object... arguments) {
        CommandRun run = of(arguments);
        if (run.status != 0) {
            throw new AssertionError(
                    String.join(" ", strings(arguments)) + ": " + run.status + "\n" + run.err);
        }
        return run;
    }

    /** The command that runs a command line in a process of its own. */
    public static List<String> process(Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx1g");
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dsundog.root=" + ROOT);
        String classes = System.getProperty("surefire.test.class.path");
        command.add("-cp");
        command.add(classes == null ? System.getProperty("java.class.path") : classes);
        command.add("dev.sundog.cli.Main");
        command.addAll(List.of(strings(arguments)));
        return command;
    }

    /** Each line of the output as JSON. */
    public List<JsonNode> objects() {
        return out.lines().map(line -> (JsonNode) JSON.readTree(line)).toList();
    }

    /** The output as one JSON object. */
    public JsonNode object() {
        return JSON.readTree(out);
    }

    /** Writes a file of these lines. */
    public static Path file(Path folder, String name, String... lines) {
        try {
            return Files.write(folder.resolve(name), List.of(lines));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The root of the repository. */
    public static Path root() {
        return ROOT;
    }

    private static Path locate() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("sundog"))
                ? here
                : Objects.requireNonNull(here.getParent());
    }

    private static String[] strings(Object... arguments) {
        return java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    }
}
