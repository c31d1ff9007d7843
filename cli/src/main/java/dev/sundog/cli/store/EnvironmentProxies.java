package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies as curl reads them from the environment: {@code https_proxy}, {@code HTTPS_PROXY}, {@code
 * http_proxy} (in lower case only), {@code all_proxy}, {@code ALL_PROXY}, and exceptions in {@code
 * no_proxy} or {@code NO_PROXY}. Immutable.
 */
final class EnvironmentProxies extends ProxySelector {
    private final Map<String, URI> byScheme;
    private final List<String> exceptions;

    private EnvironmentProxies(Map<String, URI> byScheme, List<String> exceptions) {
        this.byScheme = Map.copyOf(byScheme);
        this.exceptions = List.copyOf(exceptions);
    }

    static EnvironmentProxies of(Map<String, String> environment) {
        Map<String, URI> proxies = new HashMap<>();
        first(environment, "http_proxy", "all_proxy", "ALL_PROXY")
                .ifPresent(proxy -> proxies.put("http", proxy));
        first(environment, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                .ifPresent(proxy -> proxies.put("https", proxy));
        List<String> exceptions = new ArrayList<>();
        String named =
                environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        for (String exception : named.split("[,\\s]+")) {
            if (!exception.isEmpty()) {
                exceptions.add(exception.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""));
            }
        }
        return new EnvironmentProxies(proxies, exceptions);
    }

    private static Optional<URI> first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(proxy(name, value));
            }
        }
        return Optional.empty();
    }

    private static URI proxy(String name, String value) {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw SundogException.data(
                "proxy", name + ": expected an HTTP proxy such as http://proxy:3128");
    }

    @Override
    public List<Proxy> select(URI uri) {
        URI proxy = byScheme.get(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT));
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (proxy == null || isExcepted(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    private boolean isExcepted(String host) {
        return exceptions.stream()
                .anyMatch(
                        exception ->
                                exception.equals("*")
                                        || host.equals(exception)
                                        || host.endsWith("." + exception));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {}

    /** Name and password for the proxies, if their addresses hold them. */
    Optional<Authenticator> authenticator() {
        if (byScheme.values().stream().allMatch(proxy -> proxy.getRawUserInfo() == null)) {
            return Optional.empty();
        }
        return Optional.of(
                new Authenticator() {
                    @Override
                    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                        return getRequestorType() == RequestorType.PROXY
                                ? credentials(getRequestingHost())
                                : null;
                    }
                });
    }

    private PasswordAuthentication credentials(String host) {
        for (URI proxy : byScheme.values()) {
            if (proxy.getRawUserInfo() != null && proxy.getHost().equalsIgnoreCase(host)) {
                String[] parts = proxy.getRawUserInfo().split(":", 2);
                return new PasswordAuthentication(
                        decoded(parts[0]), decoded(parts.length > 1 ? parts[1] : "").toCharArray());
            }
        }
        return new PasswordAuthentication("", new char[0]);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
