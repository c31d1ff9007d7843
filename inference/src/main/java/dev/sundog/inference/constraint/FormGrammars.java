package dev.sundog.inference.constraint;

import dev.sundog.inference.grammar.Expression;
import dev.sundog.inference.grammar.Gbnf;
import dev.sundog.inference.grammar.Grammar;
import dev.sundog.inference.grammar.Regex;
import dev.sundog.inference.schema.JsonSchemas;
import dev.sundog.model.language.AnswerForm;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The grammars of forms. Those of parts become rules of the whole. */
final class FormGrammars {
    private final Grammar.Builder rules = new Grammar.Builder();

    private FormGrammars() {}

    /** The grammar of a form. */
    static Grammar of(AnswerForm form) {
        return switch (form) {
            case AnswerForm.JsonObject any -> JsonSchemas.anyObject();
            case AnswerForm.JsonSchema schema -> JsonSchemas.parse(schema.schema());
            case AnswerForm.Gbnf gbnf -> Gbnf.parse(gbnf.grammar());
            case AnswerForm.Regex regex -> Grammar.of(Regex.whole(regex.pattern()));
            case AnswerForm.Text text -> Grammar.of(Expression.text(text.text()));
            case AnswerForm.Sequence parts -> new FormGrammars().whole(parts);
            case AnswerForm.OneOf forms -> new FormGrammars().whole(forms);
            case AnswerForm.Repeated body -> new FormGrammars().whole(body);
        };
    }

    private Grammar whole(AnswerForm form) {
        int root = rules.declare("root");
        rules.define(root, expression(form));
        return rules.build(root);
    }

    private Expression expression(AnswerForm form) {
        return switch (form) {
            case AnswerForm.Text text -> Expression.text(text.text());
            case AnswerForm.Sequence parts -> new Expression.Sequence(all(parts.parts()));
            case AnswerForm.OneOf forms -> Expression.choice(all(forms.forms()));
            case AnswerForm.Repeated body ->
                    Expression.repeat(expression(body.form()), 0, Expression.UNBOUNDED);
            case AnswerForm.JsonObject alone -> included(of(alone));
            case AnswerForm.JsonSchema alone -> included(of(alone));
            case AnswerForm.Gbnf alone -> included(of(alone));
            case AnswerForm.Regex alone -> included(of(alone));
        };
    }

    private List<Expression> all(List<AnswerForm> forms) {
        return forms.stream().map(this::expression).toList();
    }

    /** A call of a grammar whose rules become further rules here. */
    private Expression included(Grammar grammar) {
        int offset = rules.size();
        grammar.names().forEach(rules::declare);
        Map<Expression, Expression> known = new IdentityHashMap<>();
        for (int i = 0; i < grammar.rules().size(); i++) {
            rules.define(offset + i, moved(grammar.rules().get(i), offset, known));
        }
        return new Expression.Call(offset + grammar.start());
    }

    /** An expression that calls rules further on; what it shares stays shared. */
    private static Expression moved(
            Expression expression, int offset, Map<Expression, Expression> known) {
        Expression before = known.get(expression);
        if (before != null) {
            return before;
        }
        Expression after =
                switch (expression) {
                    case Expression.Call call -> new Expression.Call(call.rule() + offset);
                    case Expression.Sequence sequence ->
                            new Expression.Sequence(moved(sequence.parts(), offset, known));
                    case Expression.Choice choice ->
                            new Expression.Choice(moved(choice.alternatives(), offset, known));
                    case Expression.Repeat repeat ->
                            new Expression.Repeat(
                                    moved(repeat.body(), offset, known),
                                    repeat.least(),
                                    repeat.most());
                    case Expression.Characters characters -> characters;
                    case Expression.Text text -> text;
                    case Expression.Machine machine -> machine;
                };
        known.put(expression, after);
        return after;
    }

    private static List<Expression> moved(
            List<Expression> parts, int offset, Map<Expression, Expression> known) {
        List<Expression> after = new ArrayList<>();
        parts.forEach(part -> after.add(moved(part, offset, known)));
        return after;
    }
}
