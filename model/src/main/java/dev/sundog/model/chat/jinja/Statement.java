package dev.sundog.model.chat.jinja;

import java.util.List;
import java.util.Optional;

/** What is carried out; each knows its line for error messages. */
sealed interface Statement {
    /** Line in the template, from 1. */
    int line();

    record Text(String text, int line) implements Statement {}

    record Output(Expression expression, int line) implements Statement {}

    record If(Expression condition, List<Statement> then, List<Statement> otherwise, int line)
            implements Statement {}

    record For(
            Target target,
            Expression iterable,
            Optional<Expression> filter,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    record Set(Target target, Expression value, int line) implements Statement {}

    /** {@code {% set name | filters %}…{% endset %}}. */
    record SetBlock(Target target, Optional<Expression> filter, List<Statement> body, int line)
            implements Statement {}

    record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
            implements Statement {}

    record Macro(String name, Signature signature, List<Statement> body, int line)
            implements Statement {}

    record CallBlock(Signature signature, Expression.Call call, List<Statement> body, int line)
            implements Statement {}

    record FilterBlock(Expression filter, List<Statement> body, int line) implements Statement {}

    /** {@code {% generation %}}: marks what the assistant says; renders as its body. */
    record Generation(List<Statement> body, int line) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}

    /**
     * Parameters of a macro.
     *
     * @param names in order
     * @param defaults of the last parameters
     * @param implicit which of {@code varargs}, {@code kwargs} and {@code caller} the body reads
     */
    record Signature(
            List<String> names, List<Expression> defaults, java.util.Set<String> implicit) {}

    /** What is assigned to. */
    sealed interface Target {}

    record NameTarget(String name) implements Target {}

    record AttributeTarget(String name, String attribute) implements Target {}

    record TupleTarget(List<Target> targets) implements Target {}
}
