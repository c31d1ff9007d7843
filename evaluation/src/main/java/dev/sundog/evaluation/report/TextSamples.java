package dev.sundog.evaluation.report;

import dev.sundog.evaluation.report.StageReport.TextSample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What the model writes to the same prompts after each stage. */
final class TextSamples {
    private TextSamples() {}

    static void write(Markup page, LineReport report) {
        section(
                page,
                report,
                "chats",
                "What it answers",
                "The same question of a user after each stage, through the chat template, decoded"
                        + " greedily.",
                StageReport::chats);
        section(
                page,
                report,
                "samples",
                "What it writes",
                "The same prompt after each stage, decoded greedily; what the model wrote follows"
                        + " the prompt.",
                StageReport::samples);
    }

    private static void section(
            Markup page,
            LineReport report,
            String id,
            String heading,
            String introduction,
            Function<StageReport, List<TextSample>> samples) {
        Map<String, TextSample> prompts = new LinkedHashMap<>();
        for (StageReport stage : report.stages()) {
            for (TextSample sample : samples.apply(stage)) {
                prompts.putIfAbsent(sample.language() + "\n" + sample.prompt(), sample);
            }
        }
        if (prompts.isEmpty()) {
            return;
        }
        Page.section(page, id, heading, introduction);
        page.open("div", "class", "samples").line();
        for (TextSample prompt : prompts.values()) {
            page.open("article").open("h3");
            page.leaf("span", languageName(prompt.language()), "class", "tag");
            page.leaf("span", prompt.prompt(), "lang", prompt.language()).close().open("dl");
            for (StageReport stage : report.stages()) {
                for (TextSample sample : samples.apply(stage)) {
                    if (sample.language().equals(prompt.language())
                            && sample.prompt().equals(prompt.prompt())) {
                        page.leaf("dt", stage.name());
                        page.leaf("dd", sample.output().strip(), "lang", sample.language());
                    }
                }
            }
            page.close().close().line();
        }
        page.close().close().line();
    }

    private static String languageName(String tag) {
        String name = Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH);
        return name.isEmpty() ? tag : name;
    }
}
