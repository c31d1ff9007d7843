package dev.sundog.model.chat.jinja;

import dev.sundog.model.chat.jinja.Expression.CallArguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The value of expressions in a scope. */
final class Evaluator {
    private final Budget budget;

    Evaluator(Budget budget) {
        this.budget = budget;
    }

    Object evaluate(Expression expression, Scope scope) {
        budget.step();
        return switch (expression) {
            case Expression.Constant constant -> constant.value();
            case Expression.Name name -> scope.get(name.name());
            case Expression.Attribute attribute ->
                    Attributes.attribute(
                            text(evaluate(attribute.object(), scope)), attribute.name());
            case Expression.Item item ->
                    Attributes.item(
                            text(evaluate(item.object(), scope)), evaluate(item.index(), scope));
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call call ->
                    call(evaluate(call.callee(), scope), arguments(call.arguments(), scope));
            case Expression.Filter filter ->
                    filter(filter, evaluate(filter.object().orElseThrow(), scope), scope);
            case Expression.Test test ->
                    Tests.holds(
                            test.name(),
                            evaluate(test.object(), scope),
                            arguments(test.arguments(), scope));
            case Expression.Not not -> !holds(not.operand(), scope);
            case Expression.Unary unary ->
                    Operators.unary(unary.negate(), evaluate(unary.operand(), scope));
            case Expression.Binary binary ->
                    budget.count(
                            Operators.binary(
                                    binary.operator(),
                                    evaluate(binary.left(), scope),
                                    evaluate(binary.right(), scope)));
            case Expression.And and -> {
                Object left = evaluate(and.left(), scope);
                yield Operators.truth(left) ? evaluate(and.right(), scope) : left;
            }
            case Expression.Or or -> {
                Object left = evaluate(or.left(), scope);
                yield Operators.truth(left) ? left : evaluate(or.right(), scope);
            }
            case Expression.Comparison comparison -> comparison(comparison, scope);
            case Expression.Concatenation concatenation -> concatenation(concatenation, scope);
            case Expression.Conditional conditional -> conditional(conditional, scope);
            case Expression.ListLiteral list -> all(list.items(), scope);
            case Expression.TupleLiteral tuple -> new Value.Tuple(all(tuple.items(), scope));
            case Expression.DictLiteral dict -> dict(dict, scope);
        };
    }

    /** Counts a text, since what its methods and items cost grows with it. */
    private Object text(Object value) {
        return Operators.isText(value) ? budget.count(value) : value;
    }

    boolean holds(Expression condition, Scope scope) {
        return Operators.truth(evaluate(condition, scope));
    }

    private Object slice(Expression.Slice slice, Scope scope) {
        return budget.count(
                Sequences.slice(
                        budget.count(evaluate(slice.object(), scope)),
                        optional(slice.start(), scope),
                        optional(slice.stop(), scope),
                        optional(slice.step(), scope)));
    }

    private Object optional(Optional<Expression> expression, Scope scope) {
        return expression.isPresent() ? evaluate(expression.get(), scope) : Value.None.NONE;
    }

    /** Applies a filter, or a chain without an object, to a value. */
    Object filter(Expression.Filter filter, Object value, Scope scope) {
        return Filters.apply(filter.name(), value, arguments(filter.arguments(), scope));
    }

    /** Applies the filters of a filter or set block to its body. */
    Object filterChain(Expression chain, Object value, Scope scope) {
        if (!(chain instanceof Expression.Filter filter)) {
            throw new IllegalStateException("a chain of filters has only filters");
        }
        Object inner =
                filter.object().isPresent()
                        ? filterChain(filter.object().get(), value, scope)
                        : value;
        return filter(filter, inner, scope);
    }

    Object call(Object callee, Arguments arguments) {
        return switch (callee) {
            case Value.Function function -> budget.count(function.call(arguments));
            case Value.Undefined undefined -> throw new JinjaException(undefined.message());
            default ->
                    throw new JinjaException(
                            "'" + Operators.typeName(callee) + "' object is not callable");
        };
    }

    Arguments arguments(CallArguments call, Scope scope) {
        if (call == CallArguments.NONE) {
            return Arguments.NONE;
        }
        List<Object> positional = all(call.positional(), scope);
        Map<String, Object> named = new LinkedHashMap<>();
        for (Expression.NamedArgument argument : call.named()) {
            named.put(argument.name(), evaluate(argument.value(), scope));
        }
        if (call.extraPositional().isPresent()) {
            positional.addAll(Sequences.toList(evaluate(call.extraPositional().get(), scope)));
        }
        if (call.extraNamed().isPresent()) {
            if (!(evaluate(call.extraNamed().get(), scope) instanceof Map<?, ?> map)) {
                throw new JinjaException("the argument after ** must be a mapping");
            }
            map.forEach((key, value) -> named.put(PythonText.str(key), value));
        }
        return new Arguments(positional, named);
    }

    private List<Object> all(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private boolean comparison(Expression.Comparison comparison, Scope scope) {
        Object left = text(evaluate(comparison.first(), scope));
        for (Expression.Comparand comparand : comparison.rest()) {
            Object right = text(evaluate(comparand.right(), scope));
            if (!Operators.holds(comparand.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private String concatenation(Expression.Concatenation concatenation, Scope scope) {
        StringBuilder joined = new StringBuilder();
        for (Expression part : concatenation.parts()) {
            joined.append(PythonText.str(evaluate(part, scope)));
            budget.size(joined.length());
        }
        return joined.toString();
    }

    private Object conditional(Expression.Conditional conditional, Scope scope) {
        if (holds(conditional.condition(), scope)) {
            return evaluate(conditional.then(), scope);
        }
        return conditional.otherwise().isPresent()
                ? evaluate(conditional.otherwise().get(), scope)
                : new Value.Undefined("the inline if-expression was false and has no else section");
    }

    private Object dict(Expression.DictLiteral literal, Scope scope) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        for (Expression.Entry entry : literal.entries()) {
            Object key = evaluate(entry.key(), scope);
            Operators.hashable(key);
            dict.put(Operators.key(key), evaluate(entry.value(), scope));
        }
        return dict;
    }
}
