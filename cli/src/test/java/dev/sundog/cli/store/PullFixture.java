package dev.sundog.cli.store;

import dev.sundog.cli.CommandRun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A store of a test's own that reaches a test's own hub, with short pauses and patience. */
final class PullFixture implements PullProgress {
    static final ArchiveSource<WheelReference> NO_WHEELS =
            (reference, directory, progress) -> {
                throw new AssertionError("asked pip for " + reference);
            };
    static final ArchiveSource<MavenReference> NO_JARS =
            (reference, directory, progress) -> {
                throw new AssertionError("asked Maven for " + reference);
            };

    final Path home;
    final List<String> said = new CopyOnWriteArrayList<>();
    BooleanSupplier stop = () -> false;
    long lastDone;
    long lastTotal;

    PullFixture(Path home) {
        this.home = home;
    }

    ModelStore store(TestHub hub, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("HF_ENDPOINT", hub.endpoint().toString());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return store(environment);
    }

    ModelStore store(Map<String, String> environment) {
        HubSettings read = HubSettings.of(environment, home.resolve("user"));
        HubSettings hasty =
                new HubSettings(
                        read.endpoint(),
                        read.token(),
                        read.offline(),
                        read.timeout(),
                        Duration.ofMillis(2),
                        read.proxies());
        return new ModelStore(home, CommandRun.root(), () -> hasty, NO_WHEELS, NO_JARS);
    }

    StoreEntry pull(ModelStore store, String reference) {
        return store.pull(reference, Optional.empty(), this);
    }

    StoreFolders folders() {
        return new StoreFolders(home);
    }

    /** Names of the files below a folder. */
    static List<String> tree(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of the partial folder. */
    List<String> partials() {
        return tree(folders().partials());
    }

    @Override
    public void bytes(String task, long done, long total, String note) {
        lastDone = done;
        lastTotal = total;
    }

    @Override
    public void say(String remark) {
        said.add(remark);
    }

    @Override
    public boolean stopped() {
        return stop.getAsBoolean();
    }
}
