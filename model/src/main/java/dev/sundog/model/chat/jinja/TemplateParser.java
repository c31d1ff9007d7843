package dev.sundog.model.chat.jinja;

import dev.sundog.model.chat.jinja.Statement.Target;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the blocks of a template. */
final class TemplateParser {
    private static final int DEEPEST = 100;

    private static final Set<String> IMPLICIT = Set.of("varargs", "kwargs", "caller");

    private final TokenStream tokens;
    private final Set<String> names = new HashSet<>();
    private final ExpressionParser expressions;
    private final Deque<String> open = new ArrayDeque<>();
    private int loops;

    private TemplateParser(List<Token> tokens) {
        this.tokens = new TokenStream(tokens);
        this.expressions = new ExpressionParser(this.tokens, names);
    }

    /**
     * The statements of a template.
     *
     * @throws JinjaException with its line, if it is malformed
     */
    static List<Statement> parse(String source) {
        TemplateParser parser = new TemplateParser(Lexer.tokenize(source));
        List<Statement> body = parser.body();
        if (parser.tokens.current().kind() != Token.Kind.END) {
            throw parser.unknownTag();
        }
        return body;
    }

    private JinjaException unknownTag() {
        String expected =
                open.isEmpty() ? "" : "; the innermost open block is '" + open.peek() + "'";
        Token tag = tokens.current();
        return tag.kind() == Token.Kind.END
                ? new JinjaException("the template ends too early" + expected, tag.line())
                : new JinjaException("unexpected tag " + tag.describe() + expected, tag.line());
    }

    /** Statements up to one of the ending tags, whose name is then current. */
    private List<Statement> body(String... ends) {
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            switch (token.kind()) {
                case DATA -> {
                    tokens.next();
                    body.add(new Statement.Text(token.text(), token.line()));
                }
                case VARIABLE_BEGIN -> {
                    tokens.next();
                    body.add(new Statement.Output(expressions.tupleOrExpression(), token.line()));
                    tokens.expect(Token.Kind.VARIABLE_END);
                }
                case BLOCK_BEGIN -> {
                    tokens.next();
                    if (tokens.current().kind() == Token.Kind.NAME
                            && List.of(ends).contains(tokens.current().text())) {
                        return body;
                    }
                    body.add(statement());
                    tokens.expect(Token.Kind.BLOCK_END);
                }
                case END -> {
                    if (ends.length > 0) {
                        throw unknownTag();
                    }
                    return body;
                }
                case BLOCK_END, VARIABLE_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
                        throw tokens.unexpected("text or a tag");
            }
        }
    }

    /** The body of a block whose opening tag is read, its end tag's name dropped. */
    private List<Statement> blockBody(String end) {
        tokens.expect(Token.Kind.BLOCK_END);
        List<Statement> body = body(end);
        tokens.next();
        return body;
    }

    private Statement statement() {
        Token tag = tokens.current();
        if (tag.kind() != Token.Kind.NAME) {
            throw tokens.unexpected("the name of a tag");
        }
        if (open.size() >= DEEPEST) {
            throw new JinjaException("blocks are nested deeper than " + DEEPEST, tag.line());
        }
        open.push(tag.text());
        tokens.next();
        int line = tag.line();
        Statement statement =
                switch (tag.text()) {
                    case "if" -> ifBlock(line);
                    case "for" -> forBlock(line);
                    case "set" -> set(line);
                    case "with" -> with(line);
                    case "macro" -> macro(line);
                    case "call" -> callBlock(line);
                    case "filter" -> filterBlock(line);
                    case "generation" ->
                            inner(() -> new Statement.Generation(blockBody("endgeneration"), line));
                    case "print" -> new Statement.Output(expressions.tupleOrExpression(), line);
                    case "break", "continue" -> jump(tag);
                    default -> throw noSuchTag(tag);
                };
        open.pop();
        return statement;
    }

    private JinjaException noSuchTag(Token tag) {
        open.pop();
        String inside = open.isEmpty() ? "" : " inside '" + open.peek() + "'";
        return new JinjaException(
                "unknown or misplaced tag '" + tag.text() + "'" + inside, tag.line());
    }

    private Statement jump(Token tag) {
        if (loops == 0) {
            throw new JinjaException("'" + tag.text() + "' outside a loop", tag.line());
        }
        return tag.text().equals("break")
                ? new Statement.Break(tag.line())
                : new Statement.Continue(tag.line());
    }

    /** Parses in a frame of its own, where unknown filters are found at once again. */
    private Statement inner(Supplier<Statement> parse) {
        int before = expressions.enter(false);
        Statement statement = parse.get();
        expressions.restore(before);
        return statement;
    }

    private Statement ifBlock(int line) {
        int before = expressions.enter(true);
        Expression condition = expressions.iterable();
        tokens.expect(Token.Kind.BLOCK_END);
        List<Statement> then = body("elif", "else", "endif");
        Token end = tokens.next();
        List<Statement> otherwise =
                switch (end.text()) {
                    case "elif" -> List.of(ifBlock(end.line()));
                    case "else" -> blockBody("endif");
                    default -> List.of();
                };
        expressions.restore(before);
        return new Statement.If(condition, then, otherwise, line);
    }

    private Statement forBlock(int line) {
        Target target = target(false);
        if (!tokens.skipName("in")) {
            throw tokens.unexpected("'in'");
        }
        Expression iterable = expressions.iterable();
        int before = expressions.enter(false);
        Optional<Expression> filter =
                tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        if (tokens.current().isName("recursive")) {
            throw new JinjaException("recursive loops are not supported", line);
        }
        tokens.expect(Token.Kind.BLOCK_END);
        loops++;
        List<Statement> body = body("else", "endfor");
        loops--;
        List<Statement> otherwise = tokens.next().isName("else") ? blockBody("endfor") : List.of();
        expressions.restore(before);
        return new Statement.For(target, iterable, filter, body, otherwise, line);
    }

    private Target target(boolean attributes) {
        List<Target> targets = new ArrayList<>();
        targets.add(oneTarget(attributes));
        boolean tuple = tokens.current().isOperator(",");
        while (tokens.skipOperator(",")) {
            Token next = tokens.current();
            boolean another = next.kind() == Token.Kind.NAME && !next.isName("in");
            if (!another && !next.isOperator("(")) {
                break;
            }
            targets.add(oneTarget(attributes));
        }
        return tuple ? new Statement.TupleTarget(targets) : targets.getFirst();
    }

    private Target oneTarget(boolean attributes) {
        if (tokens.skipOperator("(")) {
            Target inner = target(false);
            tokens.expectOperator(")");
            return inner;
        }
        String name = tokens.expectName();
        if (attributes && tokens.skipOperator(".")) {
            return new Statement.AttributeTarget(name, tokens.expectName());
        }
        if (List.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw new JinjaException("cannot assign to '" + name + "'", tokens.current().line());
        }
        return new Statement.NameTarget(name);
    }

    private Statement set(int line) {
        Target target = target(true);
        if (tokens.skipOperator("=")) {
            return new Statement.Set(target, expressions.tupleOrExpression(), line);
        }
        return inner(
                () -> {
                    Optional<Expression> filter =
                            tokens.current().isOperator("|")
                                    ? Optional.of(expressions.filterChain(Optional.empty()))
                                    : Optional.empty();
                    return new Statement.SetBlock(target, filter, blockBody("endset"), line);
                });
    }

    private Statement with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (tokens.current().kind() != Token.Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                tokens.expectOperator(",");
            }
            targets.add(oneTarget(false));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return inner(() -> new Statement.With(targets, values, blockBody("endwith"), line));
    }

    private Statement macro(int line) {
        String name = tokens.expectName();
        return inner(
                () -> {
                    Signature parts = signature();
                    List<Statement> body = functionBody(parts, "endmacro");
                    return new Statement.Macro(name, parts.complete(), body, line);
                });
    }

    private Statement callBlock(int line) {
        return inner(
                () -> {
                    Signature parts =
                            tokens.current().isOperator("(") ? signature() : new Signature();
                    if (!(expressions.expression() instanceof Expression.Call call)) {
                        throw new JinjaException("expected a call after 'call'", line);
                    }
                    List<Statement> body = functionBody(parts, "endcall");
                    return new Statement.CallBlock(parts.complete(), call, body, line);
                });
    }

    /** A body that is called; notes which of the implicit parameters it reads. */
    private List<Statement> functionBody(Signature parts, String end) {
        Set<String> before = new HashSet<>(names);
        names.removeAll(IMPLICIT);
        int outerLoops = loops;
        loops = 0;
        List<Statement> body = blockBody(end);
        loops = outerLoops;
        parts.implicit = new HashSet<>(IMPLICIT);
        parts.implicit.retainAll(names);
        names.addAll(before);
        return body;
    }

    private static final class Signature {
        private final List<String> names = new ArrayList<>();
        private final List<Expression> defaults = new ArrayList<>();
        private Set<String> implicit = Set.of();

        Statement.Signature complete() {
            return new Statement.Signature(names, defaults, implicit);
        }
    }

    private Signature signature() {
        Signature signature = new Signature();
        tokens.expectOperator("(");
        while (!tokens.current().isOperator(")")) {
            if (!signature.names.isEmpty()) {
                tokens.expectOperator(",");
            }
            signature.names.add(tokens.expectName());
            if (tokens.skipOperator("=")) {
                signature.defaults.add(expressions.expression());
            } else if (!signature.defaults.isEmpty()) {
                throw new JinjaException(
                        "a parameter without default follows one with", tokens.current().line());
            }
        }
        tokens.expectOperator(")");
        return signature;
    }

    private Statement filterBlock(int line) {
        return inner(
                () -> {
                    Expression filter = expressions.filterChain(Optional.empty());
                    return new Statement.FilterBlock(filter, blockBody("endfilter"), line);
                });
    }
}
