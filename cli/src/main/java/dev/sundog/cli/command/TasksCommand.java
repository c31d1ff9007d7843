package dev.sundog.cli.command;

import dev.sundog.evaluation.task.TaskDescription;
import dev.sundog.evaluation.task.TaskRegistry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code tasks}: what can be run and where its data come from. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog tasks --data runs/solar-pico/world/eval", ""},
        description = "List the tasks that eval knows.")
final class TasksCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the tasks' data are; task files there are listed too.")
    private Optional<Path> data = Optional.empty();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        for (TaskRegistry.Entry entry :
                data.map(TaskRegistry::in).orElseGet(TaskRegistry::builtIn).entries()) {
            TaskDescription task = entry.description();
            output.object(
                    Output.node()
                            .put("task", task.task())
                            .put("kind", task.kind().key())
                            .put("language", task.language())
                            .put("description", task.description())
                            .put("data", task.data().toString())
                            .put("source", task.source())
                            .put("present", entry.present()));
            output.line(
                    String.format(
                            Locale.ROOT,
                            "%-32s %-16s %-3s %s%s",
                            task.task(),
                            task.kind().key(),
                            task.language(),
                            task.description(),
                            entry.present() ? "" : " (no data here)"));
        }
        return 0;
    }
}
