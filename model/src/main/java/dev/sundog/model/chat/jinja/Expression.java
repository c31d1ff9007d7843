package dev.sundog.model.chat.jinja;

import java.util.List;
import java.util.Optional;

/** What has a value. */
sealed interface Expression {
    record Constant(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    /** {@code object.name}. */
    record Attribute(Expression object, String name) implements Expression {}

    /** {@code object[index]}. */
    record Item(Expression object, Expression index) implements Expression {}

    /** {@code object[start:stop:step]}. */
    record Slice(
            Expression object,
            Optional<Expression> start,
            Optional<Expression> stop,
            Optional<Expression> step)
            implements Expression {}

    record Call(Expression callee, CallArguments arguments) implements Expression {}

    /** {@code object | name(arguments)}; without an object it stands in a filter block. */
    record Filter(Optional<Expression> object, String name, CallArguments arguments)
            implements Expression {}

    /** {@code object is name(arguments)}. */
    record Test(Expression object, String name, CallArguments arguments) implements Expression {}

    record Not(Expression operand) implements Expression {}

    record Unary(boolean negate, Expression operand) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record And(Expression left, Expression right) implements Expression {}

    record Or(Expression left, Expression right) implements Expression {}

    /** {@code a < b <= c}: each neighbour pair must hold. */
    record Comparison(Expression first, List<Comparand> rest) implements Expression {}

    /** {@code a ~ b ~ c}. */
    record Concatenation(List<Expression> parts) implements Expression {}

    record Conditional(Expression condition, Expression then, Optional<Expression> otherwise)
            implements Expression {}

    record ListLiteral(List<Expression> items) implements Expression {}

    record TupleLiteral(List<Expression> items) implements Expression {}

    record DictLiteral(List<Entry> entries) implements Expression {}

    /** One operator with its right side. */
    record Comparand(String operator, Expression right) {}

    record Entry(Expression key, Expression value) {}

    /** Arguments of a call, a filter or a test. */
    record CallArguments(
            List<Expression> positional,
            List<NamedArgument> named,
            Optional<Expression> extraPositional,
            Optional<Expression> extraNamed) {
        static final CallArguments NONE =
                new CallArguments(List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    record NamedArgument(String name, Expression value) {}
}
