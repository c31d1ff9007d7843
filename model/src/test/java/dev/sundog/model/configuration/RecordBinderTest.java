package dev.sundog.model.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RecordBinderTest {
    enum Mode {
        FAST,
        VERY_SLOW
    }

    record Source(String path, double weight) {
        static Source of(String path) {
            return new Source(path, 1.0);
        }
    }

    record Batch(int size, int accumulate) {
        Batch {
            if (size <= 0) {
                throw new IllegalArgumentException("size " + size + " is not positive");
            }
        }

        static Batch defaults() {
            return new Batch(8, 1);
        }
    }

    record Config(
            Mode mode,
            List<Source> data,
            Batch batch,
            Optional<String> reference,
            double rate,
            Optional<Integer> most) {
        static Config defaults() {
            return new Config(
                    Mode.FAST,
                    List.of(),
                    Batch.defaults(),
                    Optional.empty(),
                    0.5,
                    Optional.empty());
        }
    }

    private static Config bind(String yaml, String... overrides) {
        return RecordBinder.bind(
                ConfigurationDocument.parse(yaml, "c.yml").with(List.of(overrides)), Config.class);
    }

    @Test
    void absentKeysKeepTheirDefaults() {
        assertThat(bind("")).isEqualTo(Config.defaults());
        assertThat(bind("batch: {accumulate: 4}").batch()).isEqualTo(new Batch(8, 4));
        assertThat(bind("reference: null").reference()).isEmpty();
    }

    @Test
    void everyKeyIsBound() {
        Config config =
                bind(
                        """
                        mode: very-slow
                        data: [a.txt, {path: b.txt, weight: 2}]
                        batch: {size: 2}
                        reference: me
                        rate: 1e-4
                        most: 3
                        """);
        assertThat(config)
                .isEqualTo(
                        new Config(
                                Mode.VERY_SLOW,
                                List.of(new Source("a.txt", 1), new Source("b.txt", 2)),
                                new Batch(2, 1),
                                Optional.of("me"),
                                1e-4,
                                Optional.of(3)));
    }

    @Test
    void overridesReachEveryKey() {
        Config config =
                bind("data: [a]\nbatch: {size: 2}", "batch.size=3", "data.0=z", "rate=0.25");
        assertThat(config.batch().size()).isEqualTo(3);
        assertThat(config.data()).containsExactly(new Source("z", 1));
        assertThat(config.rate()).isEqualTo(0.25);
    }

    @Test
    void anUnknownKeyNamesFileLineAndTheNearestKnownOne() {
        assertThatThrownBy(() -> bind("rate: 1\nbatch:\n  sizes: 4"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("c.yml:3")
                .hasMessageContaining("'batch.sizes'")
                .hasMessageContaining("did you mean 'size'?");
    }

    @Test
    void aWrongValueSaysWhatWasExpectedAndFound() {
        assertThatThrownBy(() -> bind("batch: {size: many}"))
                .hasMessageContaining("c.yml:1")
                .hasMessageContaining("a whole number")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> bind("batch: {size: -1}"))
                .hasMessageContaining("size -1 is not positive");
        assertThatThrownBy(() -> bind("mode: slow")).hasMessageContaining("fast, very-slow");
        assertThatThrownBy(() -> bind("rate: 1\nrate: 2"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("c.yml:2");
        assertThatThrownBy(() -> bind("- a")).hasMessageContaining("a mapping");
        assertThatThrownBy(() -> bind("a: [b")).hasMessageContaining("YAML");
        assertThatThrownBy(() -> bind("", "x")).hasMessageContaining("key.path=value");
    }
}
