package dev.sundog.kernels.parallel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How many threads of arithmetic the machine has room for. */
public final class ProcessorCores {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private ProcessorCores() {}

    /**
     * Physical cores, never more than the processors this process may use: two hardware threads of
     * one core share its arithmetic. Where the system does not tell, the processors.
     */
    public static int physical() {
        int processors = Runtime.getRuntime().availableProcessors();
        try {
            int cores = Files.isReadable(CPU_INFO) ? count(Files.readAllLines(CPU_INFO)) : 0;
            return cores == 0 ? processors : Math.min(cores, processors);
        } catch (IOException e) {
            return processors;
        }
    }

    /** Distinct cores in the lines of a Linux {@code /proc/cpuinfo}; 0 if they name none. */
    static int count(List<String> lines) {
        Set<String> cores = new HashSet<>();
        String socket = "";
        for (String line : lines) {
            String value = line.substring(line.indexOf(':') + 1).strip();
            if (line.startsWith("physical id")) {
                socket = value;
            } else if (line.startsWith("core id")) {
                cores.add(socket + "/" + value);
            }
        }
        return cores.size();
    }
}
