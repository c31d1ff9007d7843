package dev.sundog.evaluation.report;

import dev.sundog.evaluation.report.LineReport.Effect;

import java.util.List;

/** What each arrow was expected to do, and what it did. */
final class EffectTable {
    private static final List<String> HEADS =
            List.of("Arrow", "Expected", "Before", "After", "Found", "As expected");

    private EffectTable() {}

    static void write(Markup page, List<Effect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        long shown = effects.stream().filter(Effect::shown).count();
        Page.section(
                page,
                "effects",
                "Expected effects",
                "Written in the recipe before it ran; %d of %d showed. What did not is said to be"
                                .formatted(shown, effects.size())
                        + " tied or worse.");
        page.open("table", "class", "effects stack", "role", "table");
        page.leaf("caption", "Expected effects of each arrow");
        page.open("thead", "role", "rowgroup").open("tr", "role", "row");
        HEADS.forEach(head -> page.leaf("th", head, "scope", "col", "role", "columnheader"));
        page.close().close().open("tbody", "role", "rowgroup").line();
        for (Effect effect : effects) {
            row(page, effect);
        }
        page.close().close().close().line();
    }

    private static void row(Markup page, Effect effect) {
        page.open("tr", "role", "row").open("th", "scope", "row", "role", "rowheader");
        page.leaf("span", effect.stage(), "class", "task");
        page.leaf("span", effect.subject(), "class", "sub").close();
        cell(page, 1, effect.expected());
        cell(page, 2, effect.before());
        cell(page, 3, effect.after());
        page.open("td", "role", "cell", "data-label", HEADS.get(4));
        page.leaf(
                "span",
                VerdictChip.mark(effect.found()) + " " + VerdictChip.word(effect.found()),
                "class",
                "chip " + VerdictChip.style(effect.found()));
        page.close();
        page.leaf(
                "td",
                effect.shown() ? "yes" : "no",
                "class",
                effect.shown() ? "met" : "unmet",
                "role",
                "cell",
                "data-label",
                HEADS.get(5));
        page.close().line();
    }

    private static void cell(Markup page, int head, String text) {
        page.leaf("td", text, "role", "cell", "data-label", HEADS.get(head));
    }
}
