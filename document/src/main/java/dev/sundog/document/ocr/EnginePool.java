package dev.sundog.document.ocr;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Lends Tesseract objects, so that there are never more of a combination of languages than threads
 * that read it at once. Thread-safe; closing it closes those at rest, and those lent when they come
 * back.
 */
final class EnginePool implements AutoCloseable {
    private final LanguageData data;
    private final Map<String, Deque<TesseractEngine>> idle = new HashMap<>();
    private final Map<String, Path> folders = new HashMap<>();
    private final List<Path> temporary = new ArrayList<>();
    private boolean closed;

    EnginePool(LanguageData data) {
        this.data = data;
    }

    /**
     * Lends an object for the work.
     *
     * @param languages joined by {@code +}
     * @throws SundogException (resource) naming the package if a language is missing
     */
    <T> T with(String languages, Function<TesseractEngine, T> work) {
        TesseractEngine engine = borrow(languages);
        boolean whole = false;
        try {
            T result = work.apply(engine);
            whole = true;
            return result;
        } finally {
            giveBack(engine, whole);
        }
    }

    private TesseractEngine borrow(String languages) {
        Path folder;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the recogniser is closed");
            }
            TesseractEngine engine =
                    idle.computeIfAbsent(languages, key -> new ArrayDeque<>()).poll();
            if (engine != null) {
                return engine;
            }
            folder = folder(List.of(languages.split("\\+")));
        }
        return new TesseractEngine(folder, languages);
    }

    private synchronized void giveBack(TesseractEngine engine, boolean whole) {
        if (closed || !whole) {
            engine.close();
        } else {
            idle.computeIfAbsent(engine.languages(), key -> new ArrayDeque<>()).push(engine);
        }
    }

    /** A folder with the data of all languages: Tesseract takes only one. */
    private Path folder(List<String> languages) {
        data.require(languages);
        String key = String.join("+", new TreeSet<>(languages));
        Path known = folders.get(key);
        if (known != null) {
            return known;
        }
        Set<Path> parents = new TreeSet<>();
        for (String language : languages) {
            data.file(language).map(Path::getParent).ifPresent(parents::add);
        }
        Path folder = parents.size() == 1 ? parents.iterator().next() : linked(languages);
        folders.put(key, folder);
        return folder;
    }

    private Path linked(List<String> languages) {
        try {
            Path folder = Files.createTempDirectory("sundog-tessdata-");
            temporary.add(folder);
            for (String language : languages) {
                Path file = data.file(language).orElseThrow();
                Files.createSymbolicLink(folder.resolve(language + ".traineddata"), file);
            }
            return folder;
        } catch (IOException e) {
            throw SundogException.resource(
                    "ocr-work-folder", "no temporary folder for languages: " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(engines -> engines.forEach(TesseractEngine::close));
        idle.clear();
        for (Path folder : temporary) {
            for (String language : data.languages()) {
                deleteQuietly(folder.resolve(language + ".traineddata"));
            }
            deleteQuietly(folder);
        }
        temporary.clear();
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }
}
