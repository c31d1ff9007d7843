package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Option;

import java.util.Optional;

/** Options of every verb that runs a model. */
final class EngineFlags {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads (default: physical cores).")
    private Optional<Integer> threads = Optional.empty();

    CpuModel open(String reference) {
        if (threads.filter(count -> count < 1).isPresent()) {
            throw SundogException.user(
                    "threads", "--threads " + threads.get() + ": expected at least 1");
        }
        return Models.engine(reference, threads);
    }
}
