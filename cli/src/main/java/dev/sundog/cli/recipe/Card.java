package dev.sundog.cli.recipe;

import java.util.List;

/**
 * What only the author of a recipe can say for the model's card.
 *
 * @param description a paragraph
 * @param license SPDX identifier in lower case, as model hubs write it
 * @param languages BCP 47 tags
 * @param data what it was trained on and under which terms
 * @param limits what it must not be relied on for
 */
record Card(
        String description,
        String license,
        List<String> languages,
        List<String> data,
        List<String> limits) {
    Card {
        languages = List.copyOf(languages);
        data = List.copyOf(data);
        limits = List.copyOf(limits);
    }

    static Card defaults() {
        return new Card("", "", List.of(), List.of(), List.of());
    }
}
