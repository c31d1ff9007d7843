package dev.sundog.model.chat.jinja;

import dev.sundog.model.chat.jinja.Expression.CallArguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads expressions by recursive descent, with Jinja's precedences. */
final class ExpressionParser {
    private static final int DEEPEST = 100;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and");

    private final TokenStream tokens;
    private final Set<String> names;
    private int depth;
    private int soft;

    /**
     * @param names collects every name that is read
     */
    ExpressionParser(TokenStream tokens, Set<String> names) {
        this.tokens = tokens;
        this.names = names;
    }

    /**
     * Where an unknown filter or test is an error only when reached: inside conditions. Returns the
     * earlier state, to be given back to {@link #restore}.
     */
    int enter(boolean conditional) {
        int before = soft;
        soft = conditional ? soft + 1 : 0;
        return before;
    }

    void restore(int before) {
        soft = before;
    }

    /** A whole expression; commas make a tuple. */
    Expression tupleOrExpression() {
        return tuple(true, false);
    }

    private Expression tuple(boolean conditionals, boolean parenthesised) {
        List<Expression> items = new ArrayList<>();
        boolean comma = false;
        while (true) {
            if (!items.isEmpty() && !comma) {
                break;
            }
            if (endsTuple()) {
                break;
            }
            items.add(conditionals ? expression() : or());
            comma = tokens.skipOperator(",");
        }
        if (!comma && items.size() == 1) {
            return items.getFirst();
        }
        if (items.isEmpty() && !parenthesised) {
            throw tokens.unexpected("an expression");
        }
        return new Expression.TupleLiteral(items);
    }

    private boolean endsTuple() {
        Token token = tokens.current();
        return token.kind() == Token.Kind.VARIABLE_END
                || token.kind() == Token.Kind.BLOCK_END
                || token.kind() == Token.Kind.END
                || token.isOperator(")")
                || token.isName("recursive");
    }

    /** The iterable of a for loop: no trailing {@code if}. */
    Expression iterable() {
        return tuple(false, false);
    }

    /** An expression with conditionals, without commas. */
    Expression expression() {
        if (++depth > DEEPEST) {
            throw new JinjaException(
                    "expressions are nested deeper than " + DEEPEST, tokens.current().line());
        }
        Expression first = or();
        while (tokens.skipName("if")) {
            int before = enter(true);
            Expression condition = or();
            Optional<Expression> otherwise =
                    tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
            restore(before);
            first = new Expression.Conditional(condition, first, otherwise);
        }
        depth--;
        return first;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        int count = 0;
        while (tokens.current().isName("not")) {
            tokens.next();
            count++;
        }
        Expression operand = comparison();
        for (int i = 0; i < Math.min(count, 2 + count % 2); i++) {
            operand = new Expression.Not(operand);
        }
        return operand;
    }

    private Expression comparison() {
        Expression first = sum();
        List<Expression.Comparand> rest = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.next();
                rest.add(new Expression.Comparand(token.text(), sum()));
            } else if (tokens.skipName("in")) {
                rest.add(new Expression.Comparand("in", sum()));
            } else if (token.isName("not") && tokens.look().isName("in")) {
                tokens.next();
                tokens.next();
                rest.add(new Expression.Comparand("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expression.Comparison(first, rest);
            }
        }
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
            String operator = tokens.next().text();
            left = new Expression.Binary(operator, left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.current().isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>();
        parts.add(first);
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Expression.Concatenation(parts);
    }

    private Expression product() {
        Expression left = power();
        while (tokens.current().isOperator("*")
                || tokens.current().isOperator("/")
                || tokens.current().isOperator("//")
                || tokens.current().isOperator("%")) {
            String operator = tokens.next().text();
            left = new Expression.Binary(operator, left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.skipOperator("**")) {
            left = new Expression.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        if (++depth > DEEPEST) {
            throw new JinjaException(
                    "expressions are nested deeper than " + DEEPEST, tokens.current().line());
        }
        Expression node;
        if (tokens.skipOperator("-")) {
            node = new Expression.Unary(true, unary(false));
        } else if (tokens.skipOperator("+")) {
            node = new Expression.Unary(false, unary(false));
        } else {
            node = primary();
        }
        node = postfix(node);
        depth--;
        return withFilters ? filters(node) : node;
    }

    private Expression primary() {
        Token token = tokens.current();
        switch (token.kind()) {
            case NAME -> {
                tokens.next();
                return name(token.text());
            }
            case STRING -> {
                StringBuilder text = new StringBuilder();
                while (tokens.current().kind() == Token.Kind.STRING) {
                    text.append(tokens.next().text());
                }
                return new Expression.Constant(text.toString());
            }
            case INTEGER, FLOAT -> {
                tokens.next();
                return new Expression.Constant(token.value());
            }
            case OPERATOR -> {
                if (tokens.skipOperator("(")) {
                    Expression inner = tuple(true, true);
                    tokens.expectOperator(")");
                    return inner;
                }
                if (tokens.skipOperator("[")) {
                    return new Expression.ListLiteral(items("]"));
                }
                if (tokens.skipOperator("{")) {
                    return dict();
                }
            }
            case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> {}
        }
        throw tokens.unexpected("an expression");
    }

    private Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Constant(true);
            case "false", "False" -> new Expression.Constant(false);
            case "none", "None" -> new Expression.Constant(Value.None.NONE);
            default -> {
                names.add(name);
                yield new Expression.Name(name);
            }
        };
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.current().isOperator(end)) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.current().isOperator(end)) {
                    break;
                }
            }
            items.add(expression());
        }
        tokens.expectOperator(end);
        return items;
    }

    private Expression dict() {
        List<Expression.Entry> entries = new ArrayList<>();
        while (!tokens.current().isOperator("}")) {
            if (!entries.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.current().isOperator("}")) {
                    break;
                }
            }
            Expression key = expression();
            tokens.expectOperator(":");
            entries.add(new Expression.Entry(key, expression()));
        }
        tokens.expectOperator("}");
        return new Expression.DictLiteral(entries);
    }

    private Expression postfix(Expression object) {
        Expression node = object;
        while (true) {
            if (tokens.skipOperator(".")) {
                Token token = tokens.next();
                if (token.kind() == Token.Kind.NAME) {
                    node = new Expression.Attribute(node, token.text());
                } else if (token.kind() == Token.Kind.INTEGER) {
                    node = new Expression.Item(node, new Expression.Constant(token.value()));
                } else {
                    throw new JinjaException(
                            "expected a name after '.', found " + token.describe(), token.line());
                }
            } else if (tokens.skipOperator("[")) {
                node = subscript(node);
            } else if (tokens.current().isOperator("(")) {
                node = new Expression.Call(node, arguments());
            } else {
                return node;
            }
        }
    }

    private Expression subscript(Expression object) {
        Optional<Expression> start =
                tokens.current().isOperator(":") ? Optional.empty() : Optional.of(expression());
        if (tokens.skipOperator(":")) {
            Optional<Expression> stop = sliceBound();
            Optional<Expression> step = tokens.skipOperator(":") ? sliceBound() : Optional.empty();
            tokens.expectOperator("]");
            return new Expression.Slice(object, start, stop, step);
        }
        List<Expression> keys = new ArrayList<>(start.stream().toList());
        while (tokens.skipOperator(",")) {
            keys.add(expression());
        }
        tokens.expectOperator("]");
        return new Expression.Item(
                object, keys.size() == 1 ? keys.getFirst() : new Expression.TupleLiteral(keys));
    }

    private Optional<Expression> sliceBound() {
        Token token = tokens.current();
        return token.isOperator(":") || token.isOperator("]")
                ? Optional.empty()
                : Optional.of(expression());
    }

    /** Arguments in parentheses; the current token is the opening one. */
    CallArguments arguments() {
        tokens.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        List<Expression.NamedArgument> named = new ArrayList<>();
        Optional<Expression> extraPositional = Optional.empty();
        Optional<Expression> extraNamed = Optional.empty();
        boolean first = true;
        while (!tokens.current().isOperator(")")) {
            if (!first) {
                tokens.expectOperator(",");
                if (tokens.current().isOperator(")")) {
                    break;
                }
            }
            first = false;
            if (tokens.skipOperator("*")) {
                extraPositional = Optional.of(expression());
            } else if (tokens.skipOperator("**")) {
                extraNamed = Optional.of(expression());
            } else if (tokens.current().kind() == Token.Kind.NAME
                    && tokens.look().isOperator("=")) {
                String name = tokens.expectName();
                tokens.next();
                named.add(new Expression.NamedArgument(name, expression()));
            } else if (named.isEmpty() && extraNamed.isEmpty()) {
                positional.add(expression());
            } else {
                throw tokens.unexpected("a named argument");
            }
        }
        tokens.expectOperator(")");
        return new CallArguments(positional, named, extraPositional, extraNamed);
    }

    private Expression filters(Expression object) {
        Expression node = object;
        while (true) {
            if (tokens.current().isOperator("|")) {
                node = filterChain(Optional.of(node));
            } else if (tokens.current().isName("is")) {
                tokens.next();
                node = test(node);
            } else if (tokens.current().isOperator("(")) {
                node = new Expression.Call(node, arguments());
            } else {
                return node;
            }
        }
    }

    /** {@code | a | b(c)} on an object, or {@code a | b(c)} without one. */
    Expression filterChain(Optional<Expression> object) {
        Optional<Expression> node = object;
        while (node.isEmpty() || tokens.current().isOperator("|")) {
            if (node.isPresent() || tokens.current().isOperator("|")) {
                tokens.expectOperator("|");
            }
            int line = tokens.current().line();
            String name = dottedName();
            if (soft == 0 && !Filters.exists(name)) {
                throw new JinjaException("there is no filter '" + name + "'", line);
            }
            CallArguments arguments =
                    tokens.current().isOperator("(") ? arguments() : CallArguments.NONE;
            Expression filter = new Expression.Filter(node, name, arguments);
            node = Optional.of(filter);
        }
        return node.get();
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(tokens.expectName());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expectName());
        }
        return name.toString();
    }

    private Expression test(Expression object) {
        boolean negated = tokens.skipName("not");
        int line = tokens.current().line();
        String name = dottedName();
        if (soft == 0 && !Tests.exists(name)) {
            throw new JinjaException("there is no test '" + name + "'", line);
        }
        CallArguments arguments = CallArguments.NONE;
        Token token = tokens.current();
        if (token.isOperator("(")) {
            arguments = arguments();
        } else if (beginsArgument(token)) {
            if (token.isName("is")) {
                throw new JinjaException("tests with 'is' cannot be chained", token.line());
            }
            arguments =
                    new CallArguments(
                            List.of(postfix(primary())),
                            List.of(),
                            Optional.empty(),
                            Optional.empty());
        }
        Expression test = new Expression.Test(object, name, arguments);
        return negated ? new Expression.Not(test) : test;
    }

    private static boolean beginsArgument(Token token) {
        return switch (token.kind()) {
            case NAME -> !AFTER_TEST.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> false;
        };
    }
}
