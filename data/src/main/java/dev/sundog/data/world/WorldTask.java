package dev.sundog.data.world;

import java.util.List;
import java.util.Map;

/**
 * One evaluation task: what its two files hold.
 *
 * @param name file name without suffix, e.g. {@code world_completions_en}
 * @param kind what an item asks of a model
 * @param language language of the items
 * @param description one sentence for people
 * @param items the lines of the item file, in order
 */
public record WorldTask(
        String name,
        Kind kind,
        Language language,
        String description,
        List<Map<String, Object>> items) {
    public WorldTask {
        items = List.copyOf(items);
    }

    /** What an item asks of a model, with the keys its description needs. */
    public enum Kind {
        /** {@code query}, {@code choices} with their leading blank, {@code gold}, {@code group}. */
        MULTIPLE_CHOICE("multiple-choice", "choices: \"{{choice}}\"\nmetrics: [acc]\n"),
        /** {@code prompt}, {@code answers}, {@code group}: the output begins with an answer. */
        COMPLETION(
                "exact-match", "metrics: [prefix_match]\nmaxTokens: 12\nstop: [\"\\n\", \"。\"]\n"),
        /** {@code messages}, {@code answers}, {@code group}: a conversation. */
        CHAT("exact-match", "metrics: [prefix_match]\nmaxTokens: 40\nstop: [\"\\n\"]\n"),
        /** {@code messages}, two {@code choices} of a reply, {@code gold}, {@code group}. */
        REPLY("multiple-choice", "choices: \"{{choice}}\"\nmetrics: [acc]\n"),
        /** {@code text}, {@code group}. */
        PERPLEXITY("perplexity", "metrics: [perplexity]\n");

        private final String key;
        private final String settings;

        Kind(String key, String settings) {
            this.key = key;
            this.settings = settings;
        }

        /** The kind in the task file. */
        public String key() {
            return key;
        }
    }

    /** The task file, which names {@code <name>.jsonl} as its data. */
    public String yaml() {
        return "task: "
                + name
                + "\nkind: "
                + kind.key
                + "\ndata: "
                + name
                + ".jsonl\nlanguage: "
                + language.code()
                + "\ndescription: \""
                + description
                + "\"\n"
                + kind.settings;
    }
}
