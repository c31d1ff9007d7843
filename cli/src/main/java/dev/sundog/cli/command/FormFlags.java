package dev.sundog.cli.command;

import dev.sundog.inference.constraint.Constraints;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.AnswerForm;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** Options that bind an answer to a form. */
final class FormFlags {
    @Option(
            names = "--json-schema",
            paramLabel = "F",
            description = "Answer with JSON that this schema admits.")
    private Optional<Path> jsonSchema = Optional.empty();

    @Option(
            names = "--grammar",
            paramLabel = "F",
            description = "Answer with a text of this grammar, in llama.cpp's GBNF.")
    private Optional<Path> grammar = Optional.empty();

    @Option(
            names = "--regex",
            paramLabel = "R",
            description = "Answer with a text that matches this regular expression as a whole.")
    private Optional<String> regex = Optional.empty();

    /** The form, read and found to be in order. */
    Optional<AnswerForm> form() {
        if (jsonSchema.isPresent() && grammar.isPresent()
                || regex.isPresent() && (jsonSchema.isPresent() || grammar.isPresent())) {
            throw SundogException.user(
                    "several-forms", "give one of --json-schema, --grammar and --regex");
        }
        jsonSchema.ifPresent(
                file -> check(file.toString(), new AnswerForm.JsonSchema(TextFiles.read(file))));
        grammar.ifPresent(
                file -> check(file.toString(), new AnswerForm.Gbnf(TextFiles.read(file))));
        regex.ifPresent(pattern -> check("--regex", new AnswerForm.Regex(pattern)));
        return jsonSchema
                .<AnswerForm>map(file -> new AnswerForm.JsonSchema(TextFiles.read(file)))
                .or(() -> grammar.map(file -> new AnswerForm.Gbnf(TextFiles.read(file))))
                .or(() -> regex.map(AnswerForm.Regex::new));
    }

    private static void check(String origin, AnswerForm form) {
        try {
            Constraints.grammar(form);
        } catch (SundogException refused) {
            throw SundogException.data(
                    refused.code(), origin + ": " + refused.getMessage(), refused);
        }
    }
}
