package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a hub is reached, from the environment variables that Hugging Face's own tools read: {@code
 * HF_ENDPOINT}, {@code HF_TOKEN}, {@code HUGGING_FACE_HUB_TOKEN}, {@code HF_TOKEN_PATH}, {@code
 * HF_HOME}, {@code HF_HUB_OFFLINE}, {@code HF_HUB_DOWNLOAD_TIMEOUT}. Immutable; does not print the
 * token.
 *
 * @param endpoint the hub's address; empty if none is set
 * @param token sent to the endpoint and nowhere else
 * @param offline whether nothing is to be fetched
 * @param timeout the longest silence of a server
 * @param backoff the first pause before another attempt; each later one is twice as long
 * @param proxies which proxy for which address
 */
record HubSettings(
        Optional<URI> endpoint,
        Optional<String> token,
        boolean offline,
        Duration timeout,
        Duration backoff,
        EnvironmentProxies proxies) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BACKOFF = Duration.ofMillis(500);
    private static final Set<String> YES = Set.of("1", "on", "yes", "true");

    /** What the environment says. */
    static HubSettings of(Map<String, String> environment, Path userHome) {
        return new HubSettings(
                value(environment, "HF_ENDPOINT").map(HubSettings::endpoint),
                token(environment, userHome),
                value(environment, "HF_HUB_OFFLINE")
                        .map(text -> YES.contains(text.toLowerCase(Locale.ROOT)))
                        .orElse(false),
                value(environment, "HF_HUB_DOWNLOAD_TIMEOUT")
                        .map(HubSettings::seconds)
                        .orElse(TIMEOUT),
                BACKOFF,
                EnvironmentProxies.of(environment));
    }

    /** The endpoint, or what to do about there being none. */
    URI requireEndpoint(ModelReference reference) {
        return endpoint.orElseThrow(
                () ->
                        SundogException.resource(
                                "hub-endpoint",
                                reference
                                        + ": which hub? Set HF_ENDPOINT to the hub's address, e.g."
                                        + " HF_ENDPOINT=https://HUB (the public one's or your"
                                        + " company's mirror); no address is built in"));
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw SundogException.data(
                "hub-endpoint",
                "HF_ENDPOINT is '"
                        + SafeNames.printable(text)
                        + "'; expected an address such as https://HUB or https://HOST/path");
    }

    private static Duration seconds(String text) {
        try {
            long millis = (long) (Double.parseDouble(text) * 1000);
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw SundogException.data(
                "hub-timeout",
                "HF_HUB_DOWNLOAD_TIMEOUT is '"
                        + SafeNames.printable(text)
                        + "'; expected a number of seconds above 0");
    }

    private static Optional<String> token(Map<String, String> environment, Path userHome) {
        for (String name : List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) {
            Optional<String> token = value(environment, name);
            if (token.isPresent()) {
                return Optional.of(checked(token.get(), name));
            }
        }
        Path cache =
                value(environment, "XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElse(userHome.resolve(".cache"));
        Path home =
                value(environment, "HF_HOME").map(Path::of).orElse(cache.resolve("huggingface"));
        Path file = value(environment, "HF_TOKEN_PATH").map(Path::of).orElse(home.resolve("token"));
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            String token = Files.readString(file).strip();
            return token.isEmpty()
                    ? Optional.empty()
                    : Optional.of(checked(token, file.toString()));
        } catch (IOException e) {
            throw SundogException.data(
                    "hub-token", file + ": the token cannot be read: " + e.getMessage(), e);
        }
    }

    private static String checked(String token, String place) {
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw SundogException.data(
                    "hub-token",
                    place + ": holds no token; expected printable characters without blanks");
        }
        return token;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        @Nullable String value = environment.get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint.map(URI::toString).orElse("no endpoint") + "]";
    }
}
