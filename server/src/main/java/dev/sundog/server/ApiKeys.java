package dev.sundog.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * The keys that open the API. Compared by their digests, all of them each time, so that the time
 * taken tells nothing about a key. Thread-safe.
 */
final class ApiKeys {
    private static final String BEARER = "bearer ";

    private final List<byte[]> digests;

    ApiKeys(List<String> keys) {
        digests = keys.stream().map(ApiKeys::digest).toList();
    }

    /**
     * Lets a request pass or not.
     *
     * @param authorization its {@code Authorization} header
     * @throws ApiException 401
     */
    void check(Optional<String> authorization) {
        if (digests.isEmpty()) {
            return;
        }
        String header = authorization.orElse("");
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw refused("This server wants an API key: send 'Authorization: Bearer KEY'.");
        }
        byte[] shown = digest(header.substring(BEARER.length()).strip());
        boolean known = false;
        for (byte[] digest : digests) {
            known |= MessageDigest.isEqual(digest, shown);
        }
        if (!known) {
            throw refused("The API key is not one of this server's.");
        }
    }

    private static ApiException refused(String message) {
        return ApiException.invalid(401, "invalid_api_key", message);
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
