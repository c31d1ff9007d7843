package dev.sundog.document.ocr;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where Tesseract's data of each language lies: the folders a user names first, then {@code
 * TESSDATA_PREFIX}, then where Debian and others install it. Immutable and thread-safe.
 */
public final class LanguageData {
    private static final String SUFFIX = ".traineddata";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z]{3}(?:_[a-zA-Z]{3,6})*");
    private static final List<String> USUAL =
            List.of(
                    "/usr/share/tesseract-ocr/5/tessdata",
                    "/usr/share/tesseract-ocr/4.00/tessdata",
                    "/usr/share/tesseract-ocr/tessdata",
                    "/usr/share/tessdata",
                    "/usr/local/share/tessdata",
                    "/opt/homebrew/share/tessdata");

    private final Map<String, Path> files;

    private LanguageData(Map<String, Path> files) {
        this.files = files;
    }

    /**
     * What {@code folders} and the usual places hold; a folder that is not there is passed over.
     */
    public static LanguageData find(Collection<Path> folders) {
        List<Path> places = new ArrayList<>(folders);
        String prefix = System.getenv("TESSDATA_PREFIX");
        if (prefix != null && !prefix.isBlank()) {
            places.add(Path.of(prefix));
            places.add(Path.of(prefix, "tessdata"));
        }
        USUAL.forEach(place -> places.add(Path.of(place)));
        return in(places);
    }

    /** What {@code folders} hold, and nothing else. */
    public static LanguageData in(Collection<Path> folders) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> list = Files.list(folder)) {
                list.filter(file -> file.toString().endsWith(SUFFIX))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(file -> files.putIfAbsent(language(file), file.toAbsolutePath()));
            } catch (IOException e) {
                throw SundogException.data(
                        "tessdata-unreadable", folder + ": cannot be read: " + e, e);
            }
        }
        return new LanguageData(files);
    }

    private static String language(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** The languages there are, in order of the alphabet. */
    public List<String> languages() {
        return List.copyOf(new TreeSet<>(files.keySet()));
    }

    /** A language's file. */
    public Optional<Path> file(String language) {
        return Optional.ofNullable(files.get(language));
    }

    /**
     * Checks that there is data of all {@code languages}.
     *
     * @throws SundogException (user) if a name is none; (resource) naming the packages that are
     *     missing
     */
    public void require(Collection<String> languages) {
        List<String> missing = new ArrayList<>();
        for (String language : languages) {
            if (!NAME.matcher(language).matches()) {
                throw SundogException.user(
                        "ocr-language",
                        "'%s': expected languages in Tesseract's spelling, e.g. eng+kor+jpn"
                                .formatted(language));
            }
            if (!files.containsKey(language)) {
                missing.add(language);
            }
        }
        if (!missing.isEmpty()) {
            throw SundogException.resource("ocr-language-missing", message(missing));
        }
    }

    private String message(List<String> missing) {
        List<String> packages =
                missing.stream()
                        .map(
                                one ->
                                        "tesseract-ocr-"
                                                + one.replace('_', '-').toLowerCase(Locale.ROOT))
                        .toList();
        return "text recognition has no data for "
                + String.join(", ", missing)
                + (files.isEmpty() ? "" : " (there is " + String.join(", ", languages()) + ")")
                + ": install it (sudo apt-get install "
                + String.join(" ", packages)
                + "), fetch it (./sundog pull tessdata-"
                + missing.getFirst().replace('_', '-')
                + "), or let TESSDATA_PREFIX name the folder that holds "
                + missing.getFirst()
                + SUFFIX;
    }
}
