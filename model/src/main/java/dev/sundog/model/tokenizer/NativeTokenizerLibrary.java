package dev.sundog.model.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Loads the native Hugging Face library that lies inside the DJL artifact. DJL's own loader asks
 * for CUDA devices and may download; this one only unpacks the CPU library of this platform once
 * into the user's cache ({@code SUNDOG_CACHE}, {@code XDG_CACHE_HOME/sundog} or {@code
 * ~/.cache/sundog}, else a temporary directory) and links it. The file appears there by an atomic
 * move, so that processes starting together do not disturb one another.
 */
final class NativeTokenizerLibrary {
    private NativeTokenizerLibrary() {}

    private static final class Holder {
        static final TokenizersLibrary LIBRARY = load();
    }

    /**
     * The linked library.
     *
     * @throws SundogException (resource) if this platform has none or it cannot be unpacked
     */
    static TokenizersLibrary get() {
        return Holder.LIBRARY;
    }

    private static TokenizersLibrary load() {
        String platform = platform();
        String fileName = System.mapLibraryName("tokenizers");
        List<String> companions =
                platform.startsWith("win")
                        ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll")
                        : List.of();
        List<String> failures = new ArrayList<>();
        for (Path directory : cacheDirectories()) {
            try {
                for (String companion : companions) {
                    link(unpack(directory, platform, companion));
                }
                link(unpack(directory, platform, fileName));
                return TokenizersLibrary.LIB;
            } catch (IOException | UnsatisfiedLinkError failure) {
                failures.add(directory + ": " + failure.getMessage());
            }
        }
        throw SundogException.resource(
                "native-tokenizer",
                "the native tokenizer library could not be unpacked and linked: "
                        + String.join("; ", failures)
                        + "; set SUNDOG_CACHE to a writable directory that allows execution");
    }

    private static void link(Path library) {
        System.load(library.toString());
    }

    private static Path unpack(Path directory, String platform, String fileName)
            throws IOException {
        String resource = "/native/lib/" + platform + "/cpu/" + fileName;
        URL url = TokenizersLibrary.class.getResource(resource);
        if (url == null) {
            throw SundogException.resource(
                    "native-tokenizer",
                    "there is no native tokenizer library for "
                            + platform
                            + "; Linux and macOS on x86-64 or ARM and Windows on x86-64 have one");
        }
        URLConnection connection = url.openConnection();
        long size = connection.getContentLengthLong();
        long digest =
                connection instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : size;
        Path parent =
                directory
                        .toAbsolutePath()
                        .resolve("tokenizers-%s-%08x".formatted(platform, digest));
        Path target = parent.resolve(fileName);
        if (Files.isRegularFile(target) && (size < 0 || Files.size(target) == size)) {
            return target;
        }
        Files.createDirectories(parent);
        Path partial = Files.createTempFile(parent, fileName, ".partial");
        try (InputStream in = connection.getInputStream()) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        return target;
    }

    private static List<Path> cacheDirectories() {
        List<Path> directories = new ArrayList<>();
        String own = System.getenv("SUNDOG_CACHE");
        String shared = System.getenv("XDG_CACHE_HOME");
        if (own != null && !own.isBlank()) {
            directories.add(Path.of(own));
        }
        if (shared != null && !shared.isBlank()) {
            directories.add(Path.of(shared, "sundog"));
        }
        directories.add(Path.of(System.getProperty("user.home", "."), ".cache", "sundog"));
        directories.add(
                Path.of(
                        System.getProperty("java.io.tmpdir", "."),
                        "sundog-" + System.getProperty("user.name", "user")));
        return directories;
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String systemName =
                system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux";
        String processorName = processor.equals("amd64") ? "x86_64" : processor;
        return systemName + "-" + processorName;
    }
}
