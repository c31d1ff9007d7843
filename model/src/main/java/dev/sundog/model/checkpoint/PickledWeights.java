package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Weights in formats that are not read, told apart so that the reason can be named. */
final class PickledWeights {
    private PickledWeights() {}

    /** Refuses a directory whose only weights are in another format; else does nothing. */
    static void refuseIn(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Optional<SundogException> reason = reason(file);
                if (reason.isPresent()) {
                    throw reason.get();
                }
            }
        } catch (IOException e) {
            throw SundogException.data(
                    "file-unreadable", directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Refuses a file in another format by its name; else does nothing. */
    static void refuse(Path file) {
        if (Files.isRegularFile(file)) {
            if (file.toString().endsWith(".safetensors")) {
                throw SundogException.data(
                        "model-directory",
                        "%s is one file of a model; name the directory that holds it and %s"
                                .formatted(file, HuggingFaceReader.CONFIG));
            }
            reason(file)
                    .ifPresent(
                            reason -> {
                                throw reason;
                            });
        }
    }

    private static Optional<SundogException> reason(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        boolean pickle =
                name.matches("(pytorch_model|adapter_model|consolidated|model).*\\.bin")
                        || name.matches(".*\\.(pt|pth|ckpt|pkl|pickle)");
        if (pickle) {
            return Optional.of(
                    SundogException.data(
                            "weights-pickled",
                            ("%s is a PyTorch pickle, which is not read: loading one can run any"
                                 + " code it contains. Take the model's safetensors, or convert it"
                                 + " where you trust it:"
                                 + " AutoModelForCausalLM.from_pretrained(DIR).save_pretrained(NEW_DIR)"
                                 + " writes them")
                                    .formatted(file)));
        }
        boolean foreign = name.equals("tf_model.h5") || name.equals("flax_model.msgpack");
        if (foreign) {
            return Optional.of(
                    SundogException.data(
                            "weights-missing",
                            ("%s holds weights of another framework, which are not read; take the"
                                            + " model's safetensors")
                                    .formatted(file)));
        }
        return Optional.empty();
    }
}
