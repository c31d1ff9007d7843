package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of a hub, {@code hf:owner/name[@revision][:file]}. Immutable.
 *
 * @param repository {@code owner/name}
 * @param revision branch, tag or commit; empty for {@code main}
 * @param file a file, a pattern or the name of a quantisation
 */
public record HubReference(String repository, Optional<String> revision, Optional<String> file)
        implements ModelReference {
    static final String PREFIX = "hf:";
    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?";
    private static final Pattern FORM =
            Pattern.compile(
                    "hf:("
                            + PART
                            + "/"
                            + PART
                            + ")(?:@([A-Za-z0-9_][A-Za-z0-9._/+-]*))?(?::(.+))?");

    /**
     * Parses a reference.
     *
     * @throws SundogException (user) if it has another form
     */
    public static HubReference parse(String reference) {
        Matcher matcher = FORM.matcher(reference);
        if (!matcher.matches() || reference.contains("..")) {
            throw SundogException.user(
                    "hub-reference",
                    "'"
                            + SafeNames.printable(reference)
                            + "': expected hf:owner/name[@revision][:file], e.g."
                            + " hf:owner/model-GGUF:Q4_K_M");
        }
        Optional<String> file = Optional.ofNullable(matcher.group(3));
        file.ifPresent(name -> SafeNames.relative(name, reference));
        return new HubReference(matcher.group(1), Optional.ofNullable(matcher.group(2)), file);
    }

    /** The revision to ask for. */
    public String wantedRevision() {
        return revision.orElse("main");
    }

    @Override
    public String storeName() {
        String name = repository.substring(repository.indexOf('/') + 1);
        return SafeNames.nearestEntry(
                name
                        + revision.map(value -> "@" + value).orElse("")
                        + file.map(
                                        value ->
                                                "-"
                                                        + value.replace("*", "")
                                                                .replaceFirst("\\.gguf$", ""))
                                .orElse(""));
    }

    /** As a user types it. */
    @Override
    public String toString() {
        return PREFIX
                + repository
                + revision.map(value -> "@" + value).orElse("")
                + file.map(value -> ":" + value).orElse("");
    }
}
