package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the environment says about hubs, tokens and proxies. */
class HubSettingsTest {
    @TempDir private Path home;

    private HubSettings of(Map<String, String> environment) {
        return HubSettings.of(environment, home);
    }

    @Test
    void theTokenIsLookedForInTheUsualPlaces() throws IOException {
        assertThat(of(Map.of()).token()).isEmpty();
        Path cache = Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(cache.resolve("token"), "from-cache\n");
        assertThat(of(Map.of()).token()).contains("from-cache");
        Path other = Files.createDirectories(home.resolve("other"));
        Files.writeString(other.resolve("token"), "from-home");
        Map<String, String> hfHome = Map.of("HF_HOME", other.toString());
        assertThat(of(hfHome).token()).contains("from-home");
        Map<String, String> old =
                Map.of("HF_HOME", other.toString(), "HUGGING_FACE_HUB_TOKEN", "old");
        assertThat(of(old).token()).contains("old");
        Map<String, String> both = Map.of("HF_TOKEN", " new ", "HUGGING_FACE_HUB_TOKEN", "old");
        assertThat(of(both).token()).contains("new");
        assertThat(of(both).toString()).doesNotContain("new");
    }

    @Test
    void aTokenThatIsNoneIsNotPrinted() {
        assertThatThrownBy(() -> of(Map.of("HF_TOKEN", "se\r\ncret")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub",
                "ftp://hub",
                "file:///etc",
                "http://",
                "http://user:pw@hub",
                "http://a b"
            })
    void anEndpointIsAnAddress(String endpoint) {
        assertThatThrownBy(() -> of(Map.of("HF_ENDPOINT", endpoint)))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("HF_ENDPOINT");
    }

    @Test
    void anEndpointMayHaveAPath() {
        assertThat(of(Map.of("HF_ENDPOINT", "https://mirror/api/models/")).endpoint())
                .contains(URI.create("https://mirror/api/models"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://hub.example/x, secure",
        "http://hub.example/x, plain",
        "https://in.example/x, ''",
        "https://deep.in.example/x, ''",
        "https://notin.example/x, secure",
        "http://localhost/x, ''"
    })
    void proxiesAreCurls(String address, String proxy) {
        EnvironmentProxies proxies =
                EnvironmentProxies.of(
                        Map.of(
                                "HTTPS_PROXY", "http://secure:3128",
                                "http_proxy", "plain:3128",
                                "HTTP_PROXY", "http://not-read:1",
                                "NO_PROXY", "localhost, .in.example"));

        Proxy chosen = proxies.select(URI.create(address)).getFirst();

        if (proxy.isEmpty()) {
            assertThat(chosen).isEqualTo(Proxy.NO_PROXY);
        } else {
            assertThat(((InetSocketAddress) chosen.address()).getHostString()).isEqualTo(proxy);
        }
    }

    @Test
    void aPullGoesThroughTheProxy() throws IOException {
        // the proxy of this test is the hub itself, which sees the other host's requests
        try (TestHub hub = TestHub.withModel()) {
            hub.large.clear();
            PullFixture fixture = new PullFixture(home.resolve("store"));

            StoreEntry entry =
                    fixture.pull(
                            fixture.store(
                                    Map.of(
                                            "HF_ENDPOINT",
                                            "http://hub.invalid",
                                            "http_proxy",
                                            hub.endpoint().toString())),
                            "hf:" + TestHub.REPOSITORY);

            assertThat(entry.files()).hasSize(3);
        }
    }

    @Test
    void aProxyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> of(Map.of("HTTPS_PROXY", "socks5://proxy:1080")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("HTTPS_PROXY");
    }
}
