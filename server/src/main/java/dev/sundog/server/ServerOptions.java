package dev.sundog.server;

import dev.sundog.server.document.DocumentLimits;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How to serve.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param apiKeys keys of which a request to {@code /v1} must show one; empty for none
 * @param largestBody bytes a request may have
 * @param timeout most time for one request, waiting included
 * @param bodyTimeout most time for a request's body to arrive
 * @param documents what documents may cost
 * @param documentModels folders with models and language data for recognising pages
 */
public record ServerOptions(
        String host,
        int port,
        List<String> apiKeys,
        long largestBody,
        Duration timeout,
        Duration bodyTimeout,
        DocumentLimits documents,
        List<Path> documentModels) {
    private static final int HIGHEST_PORT = 65_535;

    /** The same with the usual limits of documents. */
    public ServerOptions(
            String host,
            int port,
            List<String> apiKeys,
            long largestBody,
            Duration timeout,
            Duration bodyTimeout) {
        this(host, port, apiKeys, largestBody, timeout, bodyTimeout, DocumentLimits.defaults());
    }

    /** The same with no folders of models. */
    public ServerOptions(
            String host,
            int port,
            List<String> apiKeys,
            long largestBody,
            Duration timeout,
            Duration bodyTimeout,
            DocumentLimits documents) {
        this(host, port, apiKeys, largestBody, timeout, bodyTimeout, documents, List.of());
    }

    public ServerOptions {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
        if (largestBody < 1 || largestBody > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("bodies of " + largestBody + " bytes");
        }
        if (!timeout.isPositive() || !bodyTimeout.isPositive()) {
            throw new IllegalArgumentException("time limits must be positive");
        }
        if (apiKeys.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a blank API key");
        }
        apiKeys = List.copyOf(apiKeys);
        documentModels = List.copyOf(documentModels);
    }

    /** Port 8080 of this machine only, no key, 4 MiB, ten minutes. */
    public static ServerOptions defaults() {
        return new ServerOptions(
                "127.0.0.1",
                8080,
                List.of(),
                4 << 20,
                Duration.ofMinutes(10),
                Duration.ofSeconds(30));
    }
}
