package dev.sundog.cli.command;

import dev.sundog.cli.recipe.TrainingKind;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code sft CONFIG.yml -o DIR}: one training stage. */
@Command(
        name = "sft",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog sft sft.yml -o out --set steps=50", ""},
        description = "Tune a model on conversations: it learns what the assistant says.")
final class SftCommand implements Callable<Integer> {
    @Mixin private TrainingFlags flags = new TrainingFlags();

    @Override
    public Integer call() {
        return flags.run(TrainingKind.SFT);
    }
}
