package dev.sundog.training.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How many cores this process may use, two hardware threads of one core counting as one. */
final class PhysicalCores {
    private PhysicalCores() {}

    /** At least 1. */
    static int count() {
        int processors = Runtime.getRuntime().availableProcessors();
        Path topology = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(topology)) {
            return processors;
        }
        try {
            return count(Files.readAllLines(topology), processors);
        } catch (IOException e) {
            return processors;
        }
    }

    /** Cores named by {@code physical id} and {@code core id}, as far as processors are ours. */
    static int count(List<String> cpuinfo, int processors) {
        Set<String> cores = new HashSet<>();
        String socket = "";
        int threads = 0;
        for (String line : cpuinfo) {
            if (line.startsWith("physical id")) {
                socket = line;
            } else if (line.startsWith("core id")) {
                cores.add(socket + line);
                threads++;
            }
        }
        if (cores.isEmpty()) {
            return processors;
        }
        return Math.max(1, (int) ((long) processors * cores.size() / threads));
    }
}
