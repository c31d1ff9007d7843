package dev.sundog.cli.command;

import dev.sundog.cli.recipe.TrainingKind;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code align CONFIG.yml -o DIR}: one training stage. */
@Command(
        name = "align",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog align align.yml -o out --set steps=50", ""},
        description = "Align a model with preferences: chosen answers over rejected ones.")
final class AlignCommand implements Callable<Integer> {
    @Mixin private TrainingFlags flags = new TrainingFlags();

    @Override
    public Integer call() {
        return flags.run(TrainingKind.ALIGN);
    }
}
