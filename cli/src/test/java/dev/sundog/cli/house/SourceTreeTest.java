package dev.sundog.cli.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every source file keeps to. {@code -Dformat.update=true} rewrites the files whose format is
 * wrong.
 */
class SourceTreeTest {
    private static final Path ROOT = root();
    private static final int AT_LEAST = 150;
    private static final int MOST_LINES_IN_A_FILE = 500;
    private static final int MOST_LINES_IN_A_METHOD = 60;

    /** Kernels that are unrolled by hand; this list may only shrink. */
    private static final Map<String, String> LONG_METHODS =
            Map.of("Tile.java#multiply", "the register tile of the matrix product");

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("sundog"))
                ? here
                : Objects.requireNonNull(here.getParent());
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module :
                    modules.filter(path -> Files.isDirectory(path.resolve("src")))
                            .sorted()
                            .toList()) {
                try (Stream<Path> walk = Files.walk(module.resolve("src"))) {
                    walk.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        assertThat(files).hasSizeGreaterThan(AT_LEAST);
        return files;
    }

    @Test
    void everyFileIsFormatted() throws IOException, FormatterException {
        boolean update = Boolean.getBoolean("format.update");
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            String formatted = formatter.formatSourceAndFixImports(source);
            if (!formatted.equals(source)) {
                wrong.add(ROOT.relativize(file).toString());
                if (update) {
                    Files.writeString(file, formatted);
                }
            }
        }
        assertThat(wrong)
                .as(
                        "files that google-java-format (AOSP) would change; run with"
                                + " -Dformat.update=true")
                .isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES_IN_A_FILE) {
                tooLong.add(ROOT.relativize(file) + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            for (MethodLengths.Method method : MethodLengths.of(Files.readString(file))) {
                String name = file.getFileName() + "#" + method.name();
                if (method.lines() > MOST_LINES_IN_A_METHOD && !LONG_METHODS.containsKey(name)) {
                    tooLong.add(name + ": " + method.lines());
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPackageIsNullMarkedAndDescribed() throws IOException {
        Map<Path, List<Path>> packages =
                sources().stream().collect(Collectors.groupingBy(Path::getParent));
        List<String> without = new ArrayList<>();
        packages.forEach(
                (folder, files) -> {
                    if (folder.toString().contains("/src/main/")) {
                        Path info = folder.resolve("package-info.java");
                        if (!files.contains(info)
                                || !read(info).contains("@NullMarked")
                                || !read(info).startsWith("/**")) {
                            without.add(ROOT.relativize(folder).toString());
                        }
                    }
                });
        assertThat(without).isEmpty();
    }

    @Test
    void nothingIsLeftOver() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            if (file.endsWith("SourceTreeTest.java")) {
                continue;
            }
            String source = read(file);
            for (String word :
                    List.of("TODO", "FIXME", "XXX", "@Disabled", "assumeTrue", "not implemented")) {
                if (source.contains(word)) {
                    found.add(ROOT.relativize(file) + ": " + word);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
