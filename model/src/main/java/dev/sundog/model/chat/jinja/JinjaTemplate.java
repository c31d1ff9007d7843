package dev.sundog.model.chat.jinja;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A template that has been read and can be rendered any number of times. Thread-safe. */
public final class JinjaTemplate {
    private static final int DEEPEST_DATA = 100;

    private final List<Statement> statements;

    private JinjaTemplate(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Reads a template.
     *
     * @throws SundogException (data, {@code template-error}) naming the line, if it is malformed
     */
    public static JinjaTemplate parse(String source) {
        try {
            return new JinjaTemplate(TemplateParser.parse(source));
        } catch (JinjaException malformed) {
            throw failure(malformed, malformed.line());
        } catch (StackOverflowError tooDeep) {
            throw failure(new JinjaException("the template is nested too deeply"), 1);
        }
    }

    /**
     * Renders with variables as plain data: maps, lists, strings, numbers, booleans and null.
     *
     * @param clock what {@code strftime_now} reads
     * @throws SundogException (data) with code {@code template-refused} and the template's own
     *     message if it calls {@code raise_exception}, else {@code template-error} naming the line
     */
    public String render(
            Map<String, ? extends @Nullable Object> variables, Supplier<LocalDateTime> clock) {
        return ScopedValue.where(Budget.CURRENT, new Budget())
                .call(() -> renderWithinBudget(new Interpreter(), variables, clock));
    }

    /**
     * Where the bodies of {@code {% generation %}} lie in what {@link #render} gives, in order.
     *
     * @throws SundogException as {@link #render}
     */
    public List<int[]> generationSpans(
            Map<String, ? extends @Nullable Object> variables, Supplier<LocalDateTime> clock) {
        return ScopedValue.where(Budget.CURRENT, new Budget())
                .call(
                        () -> {
                            Interpreter interpreter = new Interpreter();
                            renderWithinBudget(interpreter, variables, clock);
                            return interpreter.generationSpans();
                        });
    }

    private String renderWithinBudget(
            Interpreter interpreter,
            Map<String, ? extends @Nullable Object> variables,
            Supplier<LocalDateTime> clock) {
        try {
            Scope globals = new Scope();
            Globals.create(clock).forEach(globals::set);
            Scope context = globals.inner();
            variables.forEach((name, value) -> context.set(name, value(value, 0)));
            return interpreter.render(statements, context);
        } catch (JinjaException failed) {
            throw failure(failed, interpreter.line());
        } catch (StackOverflowError tooDeep) {
            throw failure(
                    new JinjaException("an expression is nested too deeply"), interpreter.line());
        }
    }

    private static SundogException failure(JinjaException failed, int line) {
        return failed.refused()
                ? SundogException.data("template-refused", failed.text())
                : SundogException.data(
                        "template-error",
                        "chat template, line " + Math.max(1, line) + ": " + failed.text());
    }

    private static Object value(@Nullable Object plain, int depth) {
        if (depth > DEEPEST_DATA) {
            throw new JinjaException("the data are nested deeper than " + DEEPEST_DATA);
        }
        return switch (plain) {
            case null -> Value.None.NONE;
            case String text -> text;
            case Boolean truth -> truth;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case BigInteger number ->
                    number.bitLength() < 64 ? (Object) number.longValue() : number.doubleValue();
            case Float number -> number.doubleValue();
            case Double number -> number;
            case BigDecimal number -> number.doubleValue();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), value(item, depth + 1)));
                yield copy;
            }
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(value(item, depth + 1)));
                yield copy;
            }
            default ->
                    throw new JinjaException(
                            "data of type "
                                    + plain.getClass().getSimpleName()
                                    + " has no JSON form");
        };
    }
}
