package dev.sundog.cli.command;

import dev.sundog.cli.recipe.TrainingKind;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code pretrain CONFIG.yml -o DIR}: one training stage. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog pretrain pretrain.yml -o out --set steps=50", ""},
        description = "Continue the pre-training of a model on documents.")
final class PretrainCommand implements Callable<Integer> {
    @Mixin private TrainingFlags flags = new TrainingFlags();

    @Override
    public Integer call() {
        return flags.run(TrainingKind.PRETRAIN);
    }
}
