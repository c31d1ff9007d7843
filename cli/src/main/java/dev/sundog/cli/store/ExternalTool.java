package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A program of the user's own, with the user's own settings; ended when the user stops. */
final class ExternalTool {
    private static final String LOG = "tool.log";
    private static final int NOT_THERE = -1;

    /**
     * How a program ended.
     *
     * @param status its exit status, -1 if there is no such program
     * @param said what it printed
     */
    record Outcome(int status, String said) {
        boolean missing() {
            return status == NOT_THERE;
        }

        /** The line that says most: the last one with an error, else the last one. */
        String reason() {
            List<String> lines = said.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
            return lines.reversed().stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("error"))
                    .findFirst()
                    .or(() -> lines.reversed().stream().findFirst())
                    .map(SafeNames::printable)
                    .orElse("it said nothing");
        }
    }

    private ExternalTool() {}

    /** Runs a program in {@code directory} and waits for it. */
    static Outcome run(Path directory, PullProgress progress, List<String> command)
            throws IOException {
        Path log = directory.resolve(LOG);
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectInput(ProcessBuilder.Redirect.PIPE)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            return new Outcome(NOT_THERE, command.getFirst() + " was not found");
        }
        try {
            process.getOutputStream().close();
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SundogException.resource(
                    "tool-interrupted", command.getFirst() + ": interrupted while it ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        byte[] said = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
        return new Outcome(process.exitValue(), new String(said, StandardCharsets.UTF_8));
    }
}
