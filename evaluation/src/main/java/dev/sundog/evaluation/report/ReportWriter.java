package dev.sundog.evaluation.report;

import dev.sundog.evaluation.report.LineReport.NextStep;
import dev.sundog.evaluation.report.LineReport.RecoveryCurve;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Writes a {@link LineReport} as one HTML file. The same report gives the same bytes. */
public final class ReportWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final LineReport report;
    private final Markup page;

    private ReportWriter(LineReport report) {
        this.report = report;
        this.page =
                Page.begin(
                        report.title(),
                        summary(report),
                        TIME.format(report.created()) + " · " + report.machine());
    }

    /**
     * Writes the page.
     *
     * @throws dev.sundog.model.failure.SundogException (resource) if the file cannot be written
     */
    public static void write(LineReport report, Path file) {
        new ReportWriter(report).write(file);
    }

    private void write(Path file) {
        page.open("main").line();
        contents();
        line();
        headline();
        EffectTable.write(page, report.effects());
        curves();
        scores();
        TextSamples.write(page, report);
        layers();
        sizes();
        nextSteps();
        recipe();
        page.close().line();
        Page.end(
                page,
                file,
                "Every interval is a 95 % interval: Wilson's for shares, a bootstrap over texts for"
                        + " perplexities and divergences. A verdict is paired, on the same items:"
                        + " McNemar's exact test for shares, a bootstrap of the difference"
                        + " otherwise; better or worse at the 5 % level, else tied. Verdicts are"
                        + " not corrected for the number of comparisons.");
    }

    private static String summary(LineReport report) {
        StageReport first = report.first();
        StageReport last = report.last();
        double seconds = report.stages().stream().mapToDouble(StageReport::seconds).sum();
        return "From %d to %d layers and from %s to %s parameters, %d stages in %s."
                .formatted(
                        first.layers(),
                        last.layers(),
                        Numbers.count(first.parameters()),
                        Numbers.count(last.parameters()),
                        report.stages().size(),
                        Numbers.duration(seconds));
    }

    private void contents() {
        page.open("nav", "aria-label", "Contents").open("ul");
        entry("the-line", "The line");
        if (!report.effects().isEmpty()) {
            entry("effects", "Expected effects");
        }
        entry("curves", "Curves");
        entry("tasks", "Tasks");
        if (report.stages().stream().anyMatch(stage -> !stage.chats().isEmpty())) {
            entry("chats", "Answers");
        }
        if (report.stages().stream().anyMatch(stage -> !stage.samples().isEmpty())) {
            entry("samples", "Samples");
        }
        if (lastWith(stage -> !stage.lineage().isEmpty()).isPresent()
                || lastWith(stage -> !stage.drift().isEmpty()).isPresent()) {
            entry("layers", "Layers");
        }
        entry("sizes", "Sizes and speeds");
        if (!report.nextSteps().isEmpty()) {
            entry("next", "Next");
        }
        entry("recipe", "Recipe");
        page.close().close().line();
    }

    private void entry(String id, String text) {
        page.open("li").leaf("a", text, "href", "#" + id).close();
    }

    private void line() {
        Page.section(page, "the-line", "The line", "What ran, what each stage made, what it did.");
        LinePicture.write(page, report);
        page.close().line();
    }

    private void headline() {
        page.open("section", "class", "cards", "aria-label", "Headline numbers").open("dl");
        if (!report.versusBase().isEmpty()) {
            LinePicture.Counts counts = LinePicture.Counts.of(report.versusBase());
            card(
                    "Better than the base",
                    counts.better() + " of " + counts.total(),
                    "tasks; %d worse, %d tied".formatted(counts.worse(), counts.tied()));
        }
        report.recovery()
                .ifPresent(
                        curve ->
                                card(
                                        "Recovery",
                                        Numbers.significant(
                                                curve.points().getLast().perplexity().value()),
                                        "perplexity; base "
                                                + Curves.withInterval(curve.basePerplexity())));
        StageReport last = report.last();
        card(
                "Model",
                Numbers.count(last.parameters()),
                "parameters in " + last.layers() + " layers");
        card("File", Numbers.bytes(last.bytes()), "after " + last.name());
        last.speed()
                .ifPresent(
                        speed ->
                                card(
                                        "Writes",
                                        Numbers.rate(speed.predicted()) + " /s",
                                        "tokens; reads " + Numbers.rate(speed.prompt()) + " /s"));
        page.close().close().line();
    }

    private void card(String label, String value, String note) {
        page.open("div").leaf("dt", label);
        page.leaf("dd", value, "class", "figure").leaf("dd", note, "class", "sub").close();
    }

    private void curves() {
        Page.section(
                page,
                "curves",
                "Learning and recovery",
                "Recovery is measured on text that the base wrote itself, held out from training:"
                        + " a model that only learnt templated sentences cannot score there.");
        page.open("div", "class", "pair").line();
        List<StageReport> trained =
                report.stages().stream().filter(stage -> !stage.losses().isEmpty()).toList();
        for (int i = 0; i < trained.size(); i++) {
            boolean alone = i == 0 && trained.size() % 2 == 1;
            page.open("figure", "class", alone ? "full" : "half");
            page.leaf(
                    "figcaption",
                    "Loss of " + trained.get(i).name() + ": each step (light) and smoothed.");
            Curves.loss(page, trained.get(i), alone ? Plot.FULL : Plot.WIDE);
            page.close().line();
        }
        for (StageReport stage : report.stages()) {
            if (!stage.rewards().isEmpty()) {
                figure("Reward margin of " + stage.name() + ": chosen minus rejected answers.");
                Curves.margin(page, stage);
                page.close().line();
                figure("Reward accuracy of " + stage.name() + ": share of pairs ranked rightly.");
                Curves.accuracy(page, stage);
                page.close().line();
            }
        }
        if (report.recovery().isPresent()) {
            RecoveryCurve curve = report.recovery().get();
            figure("Perplexity on the base's text, stage by stage; bars: 95 %.");
            Curves.perplexity(page, curve);
            page.close().line();
            figure("Divergence from the base, stage by stage; bars: 95 %.");
            Curves.divergence(page, curve);
            page.close().line();
        } else {
            page.leaf("p", "Recovery was not measured.", "class", "sub");
        }
        page.close().close().line();
    }

    private void figure(String caption) {
        page.open("figure").leaf("figcaption", caption);
    }

    private void scores() {
        Page.section(
                page,
                "tasks",
                "What the model can do",
                "Each stage's value with its 95 % interval, and the paired verdict beside the"
                        + " stage before it. Nothing is left out.");
        List<ScoreTable.Column> columns = new ArrayList<>();
        for (StageReport stage : report.stages()) {
            if (!stage.tasks().isEmpty()) {
                columns.add(
                        new ScoreTable.Column(stage.name(), stage.tasks(), stage.versusBefore()));
            }
        }
        if (columns.isEmpty()) {
            page.leaf("p", "No stage was evaluated.", "class", "sub");
        } else {
            ScoreTable.write(page, "Results by task and stage", columns);
        }
        page.close().line();
    }

    private void layers() {
        Optional<StageReport> lineage = lastWith(stage -> !stage.lineage().isEmpty());
        Optional<StageReport> drift = lastWith(stage -> !stage.drift().isEmpty());
        if (lineage.isEmpty() && drift.isEmpty()) {
            return;
        }
        Page.section(
                page,
                "layers",
                "Layers",
                "Which layer of the base each layer came from, and how far it has moved since.");
        if (lineage.isPresent()) {
            figure("Lineage after " + lineage.get().name() + ". Strong colour: second copies.");
            LayerPictures.lineage(page, lineage.get());
            page.close().line();
        }
        if (drift.isPresent()) {
            figure(
                    "Drift after "
                            + drift.get().name()
                            + ", over all matrices of a layer. Strong colour: second copies.");
            LayerPictures.drift(page, drift.get());
            page.close().line();
        }
        page.close().line();
    }

    private Optional<StageReport> lastWith(Predicate<StageReport> has) {
        return report.stages().reversed().stream().filter(has).findFirst();
    }

    private void sizes() {
        Page.section(page, "sizes", "Sizes and speeds", "Measured on the machine named above.");
        page.open("table", "class", "sizes stack", "role", "table");
        page.leaf("caption", "Sizes and speeds by stage");
        page.open("thead", "role", "rowgroup").open("tr", "role", "row");
        List<String> heads =
                List.of(
                        "Stage",
                        "Layers",
                        "Parameters",
                        "File",
                        "Time",
                        "Training, tokens/s",
                        "Reading, tokens/s",
                        "Writing, tokens/s");
        heads.forEach(head -> page.leaf("th", head, "scope", "col", "role", "columnheader"));
        page.close().close().open("tbody", "role", "rowgroup").line();
        for (StageReport stage : report.stages()) {
            page.open("tr", "role", "row").open("th", "scope", "row", "role", "rowheader");
            page.leaf("span", stage.name(), "class", "task");
            page.leaf("span", stage.id(), "class", "sub").close();
            List<String> cells =
                    List.of(
                            String.valueOf(stage.layers()),
                            Numbers.grouped(stage.parameters()),
                            Numbers.bytes(stage.bytes()),
                            Numbers.duration(stage.seconds()),
                            stage.trainingTokensPerSecond().map(Numbers::rate).orElse("–"),
                            stage.speed().map(s -> Numbers.rate(s.prompt())).orElse("–"),
                            stage.speed().map(s -> Numbers.rate(s.predicted())).orElse("–"));
            for (int i = 0; i < cells.size(); i++) {
                page.leaf("td", cells.get(i), "role", "cell", "data-label", heads.get(i + 1));
            }
            page.close().line();
        }
        page.close().close().close().line();
    }

    private void nextSteps() {
        if (report.nextSteps().isEmpty()) {
            return;
        }
        Page.section(page, "next", "What to type next", "From the repository's root.");
        page.open("dl", "class", "next").line();
        for (NextStep step : report.nextSteps()) {
            page.leaf("dt", step.purpose()).open("dd").leaf("code", step.command()).close().line();
        }
        page.close().close().line();
    }

    private void recipe() {
        Page.section(page, "recipe", "The recipe", "What made this, word for word.");
        page.open("pre", "tabindex", "0", "aria-label", "Recipe").leaf("code", report.recipe());
        page.close().close().line();
    }
}
