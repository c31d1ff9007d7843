package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Fetches the files of one model from a hub, a few at once. Used once. */
final class HubPull {
    private static final int AT_ONCE = 4;

    /**
     * What a fetch came to.
     *
     * @param commit of the repository
     * @param files all in the store
     */
    record Fetched(String commit, List<StoredFile> files) {}

    private final StoreFolders folders;
    private final HubReference reference;
    private final HubClient client;
    private final PullProgress progress;
    private final Blobs blobs;
    private final Map<String, StoredFile> present = new HashMap<>();

    HubPull(StoreFolders folders, HubReference reference, HubClient client) {
        this.folders = folders;
        this.reference = reference;
        this.client = client;
        this.progress = client.progress();
        this.blobs = new Blobs(folders);
    }

    /**
     * Fetches what is not in the store.
     *
     * @param entry where an earlier version of the model is; its files are used again
     */
    Fetched run(Path entry) {
        HubRepository repository = HubRepository.open(client, reference);
        List<String> names = new ArrayList<>();
        repository.names().forEach(names::add);
        List<String> chosen =
                new ModelFiles(
                                reference.toString(),
                                names,
                                name -> small(repository, repository.file(name)))
                        .select(reference.file());
        List<HubFile> missing = new ArrayList<>();
        for (String name : chosen) {
            HubFile file = repository.file(name);
            if (!file.isKnown()) {
                progress.say(name + ": the hub states no digest of it; only its length is checked");
            }
            if (!present.containsKey(name) && !isThere(file, entry)) {
                missing.add(file);
            }
        }
        try (PendingPull pending =
                PendingPull.begin(folders, reference.toString(), chosen(chosen, repository))) {
            fetch(repository, missing);
            pending.finished();
        }
        List<StoredFile> files = new ArrayList<>();
        for (String name : chosen) {
            StoredFile file = present.get(name);
            if (file == null) {
                throw SundogException.internal("hub-pull", name + " was not fetched");
            }
            files.add(file);
        }
        return new Fetched(repository.commit(), files);
    }

    private static List<String> chosen(List<String> names, HubRepository repository) {
        return names.stream()
                .map(repository::file)
                .flatMap(file -> file.sha256().stream())
                .toList();
    }

    /** A file that decides what else is needed. */
    private byte[] small(HubRepository repository, HubFile file) {
        fetch(repository, List.of(file));
        StoredFile stored = present.get(file.name());
        if (stored == null || stored.bytes() > 64 << 20) {
            throw SundogException.data(
                    "shard-index", reference + ": " + file.name() + " is far too long");
        }
        try {
            return Files.readAllBytes(folders.blob(stored.sha256()));
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    private boolean isThere(HubFile file, Path entry) {
        progress.check();
        if (file.sha256().isPresent()) {
            String sha256 = file.sha256().get();
            if (blobs.holds(sha256, file.bytes())) {
                present.put(file.name(), new StoredFile(file.name(), file.bytes(), sha256));
                return true;
            }
            return false;
        }
        return file.git().isPresent() && isInEntry(file, file.git().get(), entry);
    }

    private boolean isInEntry(HubFile file, String git, Path entry) {
        Path old = entry.resolve(file.name());
        try {
            if (!Files.isRegularFile(old) || Files.size(old) != file.bytes()) {
                return false;
            }
            ContentDigest digest = new ContentDigest(file.bytes());
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(old)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            ContentDigest.Names names = digest.names();
            if (!names.git().equals(git) || !blobs.holds(names.sha256(), file.bytes())) {
                return false;
            }
            present.put(file.name(), new StoredFile(file.name(), file.bytes(), names.sha256()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void fetch(HubRepository repository, List<HubFile> files) {
        if (files.isEmpty()) {
            return;
        }
        long missing = 0;
        Map<HubFile, URI> addresses = new HashMap<>();
        for (HubFile file : files) {
            URI address = repository.address(file.name());
            addresses.put(file, address);
            missing += file.bytes() - FileDownload.begun(folders, file, address);
        }
        requireRoom(missing);
        Transfer transfer = new Transfer(progress, files.size(), missing);
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        Math.min(AT_ONCE, files.size()), Thread.ofPlatform().daemon().factory());
        try {
            CompletionService<StoredFile> running = new ExecutorCompletionService<>(threads);
            for (HubFile file : files) {
                URI address = addresses.getOrDefault(file, client.endpoint());
                running.submit(
                        () -> {
                            StoredFile stored =
                                    new FileDownload(
                                                    client, folders, reference, file, address,
                                                    transfer)
                                            .fetch();
                            transfer.fileDone();
                            return stored;
                        });
            }
            for (int i = 0; i < files.size(); i++) {
                StoredFile stored = next(running);
                present.put(stored.name(), stored);
            }
        } finally {
            end(threads);
        }
    }

    private StoredFile next(CompletionService<StoredFile> running) {
        try {
            while (true) {
                progress.check();
                Optional<Future<StoredFile>> done =
                        Optional.ofNullable(running.poll(100, TimeUnit.MILLISECONDS));
                if (done.isPresent()) {
                    return done.get().get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PullInterrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** No thread writes into the store once this has returned. */
    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a download does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireRoom(long bytes) {
        try {
            Files.createDirectories(folders.home());
            long room = Files.getFileStore(folders.home()).getUsableSpace();
            if (room > 0 && bytes > room) {
                throw SundogException.resource(
                        "disk-full",
                        "%s: %,d bytes have to be fetched, %s has room for %,d; make room (./sundog gc, ./sundog rm NAME) or set SUNDOG_HOME to another disk"
                                .formatted(reference, bytes, folders.home(), room));
            }
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }
}
