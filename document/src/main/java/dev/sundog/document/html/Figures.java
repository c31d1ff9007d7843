package dev.sundog.document.html;

import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;

import java.util.Base64;
import java.util.Optional;

/** Where the pictures of figures go. Immutable. */
public sealed interface Figures {
    /** Into the text itself, as {@code data:} addresses; in JSON as {@code base64_encoding}. */
    record Embedded() implements Figures {}

    /**
     * Into files beside the text, whose names are {@link #fileName}.
     *
     * @param folder as it shall stand in links, with {@code /} between its parts and none at the
     *     end; empty for the text's own folder
     */
    record Beside(String folder) implements Figures {
        private String path(String name) {
            return folder.isEmpty() ? name : folder + "/" + name;
        }
    }

    /** Nowhere. */
    record Omitted() implements Figures {}

    /** The file name of a figure's picture. */
    static String fileName(Element figure) {
        return "figure-" + figure.id() + ".png";
    }

    /** The address of the picture in a link, empty if there is none to link to. */
    default Optional<String> address(Element element) {
        if (!(element.content() instanceof Content.Picture picture)) {
            return Optional.empty();
        }
        return picture.png()
                .flatMap(
                        png ->
                                switch (this) {
                                    case Embedded embedded ->
                                            Optional.of("data:image/png;base64," + base64(png));
                                    case Beside beside ->
                                            Optional.of(beside.path(fileName(element)));
                                    case Omitted omitted -> Optional.empty();
                                });
    }

    /** Standard Base64 without line breaks. */
    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
