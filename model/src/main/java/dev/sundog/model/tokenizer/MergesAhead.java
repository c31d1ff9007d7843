package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The merges of a large tokenizer.json, read while the vocabulary before them is read. Where they
 * begin is a guess: they are taken only if the reader of the whole file comes to the same place.
 */
final class MergesAhead {
    /** Smaller files are read faster than a thread starts. */
    private static final int LARGE = 1 << 20;

    private static final byte[] KEY = {'"', 'm', 'e', 'r', 'g', 'e', 's', '"', ':'};

    private final CompletableFuture<Read> read;

    private record Read(ScannedStrings strings, int from, int end) {}

    private MergesAhead(CompletableFuture<Read> read) {
        this.read = read;
    }

    /** Begins, if the file is large. */
    static Optional<MergesAhead> of(byte[] json, String origin) {
        if (json.length < LARGE) {
            return Optional.empty();
        }
        return Optional.of(
                new MergesAhead(
                        CompletableFuture.supplyAsync(
                                () -> read(json, origin),
                                task -> Thread.ofPlatform().daemon().name("merges").start(task))));
    }

    private static Read read(byte[] json, String origin) {
        JsonScanner merges = new JsonScanner(json, origin, lastKeysEnd(json));
        merges.peek();
        int from = merges.position();
        ScannedStrings strings = scan(merges, (json.length - from) / 8, origin);
        return new Read(strings, from, merges.position());
    }

    /** The end of the last key of this name, or the end of the file. */
    private static int lastKeysEnd(byte[] json) {
        for (int at = json.length - KEY.length; at >= 0; at--) {
            if (json[at] == '"' && json[at + 1] == 'm' && isKey(json, at)) {
                return at + KEY.length;
            }
        }
        return json.length;
    }

    private static boolean isKey(byte[] json, int at) {
        for (int i = 0; i < KEY.length; i++) {
            if (json[at + i] != KEY[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * What was read, if it begins where the file's reader has come to, which then goes on behind
     * it. Nothing also if it could not be read: then the file's reader finds out why.
     */
    Optional<ScannedStrings> at(JsonScanner json) {
        try {
            Read done = read.join();
            if (json.position() != done.from()) {
                return Optional.empty();
            }
            json.goOn(done.end());
            return Optional.of(done.strings());
        } catch (CompletionException broken) {
            return Optional.empty();
        }
    }

    /**
     * Reads merges, pairs of strings or strings with a space between both parts.
     *
     * @param capacity how many parts will come, at a guess
     * @throws SundogException (data) if they are none
     */
    static ScannedStrings scan(JsonScanner json, int capacity, String origin) {
        ScannedStrings strings = json.strings(capacity);
        for (boolean more = json.open('[', ']'); more; more = json.more(']')) {
            if (json.peek() == '[') {
                json.expect('[');
                json.string();
                strings.add(json.bytes(), json.start(), json.length());
                json.expect(',');
                json.string();
                strings.add(json.bytes(), json.start(), json.length());
                json.expect(']');
            } else {
                json.string();
                int space = space(json, strings.size() / 2, origin);
                int end = json.start() + json.length();
                strings.add(json.bytes(), json.start(), space - json.start());
                strings.add(json.bytes(), space + 1, end - space - 1);
            }
        }
        return strings;
    }

    private static int space(JsonScanner json, int merge, String origin) {
        byte[] bytes = json.bytes();
        int end = json.start() + json.length();
        int found = -1;
        for (int i = json.start(); i < end; i++) {
            if (bytes[i] == ' ') {
                if (found >= 0) {
                    throw bad(merge, json.lastString(), origin);
                }
                found = i;
            }
        }
        if (found < 0) {
            throw bad(merge, json.lastString(), origin);
        }
        return found;
    }

    private static SundogException bad(int merge, String found, String origin) {
        return TokenizerFile.broken(
                origin,
                "model.merges: merge " + merge + " is '" + found + "', expected two strings",
                null);
    }
}
