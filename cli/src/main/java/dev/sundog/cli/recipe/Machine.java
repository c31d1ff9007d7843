package dev.sundog.cli.recipe;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.parallel.ProcessorCores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process runs on, in one line; named beside every figure. */
public final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Processor, cores, kernels, Java. */
    public static String describe() {
        return processor()
                + ", "
                + ProcessorCores.physical()
                + " cores, kernels "
                + KernelProvider.active().name()
                + ", Java "
                + Runtime.version().feature();
    }

    private static String processor() {
        if (Files.isReadable(CPU_INFO)) {
            try (var lines = Files.lines(CPU_INFO)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .orElseGet(Machine::architecture);
            } catch (IOException e) {
                return architecture();
            }
        }
        return architecture();
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown processor");
    }
}
