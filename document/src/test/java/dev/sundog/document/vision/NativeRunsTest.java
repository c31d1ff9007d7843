package dev.sundog.document.vision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class NativeRunsTest {
    /** A process whose run is under way when it is told to end. */
    static final class Child {
        public static void main(String[] arguments) throws InterruptedException {
            Thread run = new Thread(() -> NativeRuns.run(Child::work));
            run.setDaemon(true);
            run.start();
            // longer than the run: the signal ends this process, not the return from here
            Thread.sleep(20_000);
        }

        private static String work() {
            System.out.println("begun");
            try {
                Thread.sleep(700);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            System.out.println("whole");
            return "whole";
        }
    }

    @Test
    void theEndOfTheProcessWaitsForARun() throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("begun");
            child.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("whole");
        }
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(143);
    }
}
