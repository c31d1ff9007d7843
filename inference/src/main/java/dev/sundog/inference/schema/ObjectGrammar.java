package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.CharacterAutomaton;
import dev.sundog.inference.grammar.Expression;
import dev.sundog.inference.grammar.JsonText;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Objects: the properties that the schema names in its order, then further ones if it allows them.
 * Properties are counted only where a bound asks for it.
 */
final class ObjectGrammar {
    private static final int MOST_TAILS = 20_000;

    private final SchemaCompiler compiler;
    private final List<Place> plain;
    private final ObjectShape shape;
    private final List<String> names;
    private final Set<String> required;

    ObjectGrammar(SchemaCompiler compiler, List<Place> plain) {
        this.compiler = compiler;
        this.plain = plain;
        shape = new ObjectShape(plain, compiler.strings());
        required = SchemaCases.required(plain);
        names =
                shape.names().stream()
                        .filter(
                                name ->
                                        required.contains(name)
                                                || compiler.values().acceptsName(shape, name))
                        .toList();
    }

    Expression expression() {
        for (String name : required) {
            if (!compiler.values().acceptsName(shape, name)) {
                return Expression.NOTHING;
            }
        }
        int most = shape.most() < 0 ? Integer.MAX_VALUE : shape.most();
        if (most < required.size() || most < shape.least()) {
            return Expression.NOTHING;
        }
        List<Expression> further = most == 0 ? List.of() : further();
        boolean counts =
                shape.least() > required.size()
                        || most < names.size()
                        || most < Integer.MAX_VALUE && !further.isEmpty();
        if (!further.isEmpty() && shape.least() > required.size() + 1) {
            Place place =
                    plain.stream().filter(p -> p.has("minProperties")).findFirst().orElseThrow();
            throw place.unsupported(
                    "minProperties",
                    "further properties could repeat a name; allow no further ones, or require at"
                            + " most one");
        }
        int bound = most < Integer.MAX_VALUE ? most : shape.least();
        int cap = counts ? (int) Math.min(bound, (long) MOST_TAILS) + 1 : 1;
        if ((long) (names.size() + 1) * (cap + 1) > MOST_TAILS) {
            throw plain.getFirst()
                    .unsupported(
                            shape.most() < 0 ? "minProperties" : "maxProperties",
                            "too many properties to count");
        }
        return Expression.sequence(
                Expression.text("{"),
                tails(further, cap, counts ? shape.least() : 0, counts ? most : Integer.MAX_VALUE),
                compiler.space(),
                Expression.text("}"));
    }

    /** What follows when nothing has been written yet. */
    private Expression tails(List<Expression> further, int cap, int least, int most) {
        Expression[] after = new Expression[cap + 1];
        for (int count = cap; count >= 0; count--) {
            after[count] = end(further, count, cap, least, most, after);
        }
        for (int i = names.size() - 1; i >= 0; i--) {
            String name = names.get(i);
            Expression pair =
                    compiler.pair(
                            Expression.text(JsonText.quoted(name)), compiler.of(shape.of(name)));
            Expression[] before = new Expression[cap + 1];
            for (int count = 0; count <= cap; count++) {
                List<Expression> ways = new ArrayList<>();
                if (count < most) {
                    ways.add(
                            Expression.sequence(
                                    separator(count), pair, after[Math.min(count + 1, cap)]));
                }
                if (!required.contains(name)) {
                    ways.add(after[count]);
                }
                before[count] =
                        compiler.rules()
                                .share(
                                        "properties of " + plain.getFirst().path(),
                                        Expression.choice(ways));
            }
            after = before;
        }
        return after[0];
    }

    private Expression end(
            List<Expression> further,
            int count,
            int cap,
            int least,
            int most,
            Expression[] larger) {
        List<Expression> ways = new ArrayList<>();
        if (count >= least) {
            ways.add(Expression.EMPTY);
        }
        int rule = compiler.rules().declare("further properties of " + plain.getFirst().path());
        Expression call = new Expression.Call(rule);
        if (count < most) {
            Expression next = count == cap ? call : larger[count + 1];
            for (Expression pair : further) {
                ways.add(Expression.sequence(separator(count), pair, next));
            }
        }
        compiler.rules().define(rule, Expression.choice(ways));
        return call;
    }

    private Expression separator(int count) {
        return count == 0
                ? compiler.space()
                : Expression.sequence(Expression.text(","), compiler.space());
    }

    /** Pairs whose names the schema does not know, by the patterns that they match. */
    private List<Expression> further() {
        boolean open = compiler.byTheLetter() || shape.speaksOfMore() || !shape.listsNames();
        Optional<CharacterAutomaton> allowed =
                shape.ofNames().isEmpty()
                        ? Optional.of(CharacterAutomaton.ofLength(0, Expression.UNBOUNDED))
                        : compiler.names(shape.ofNames());
        if (allowed.isEmpty()) {
            return List.of();
        }
        CharacterAutomaton others = allowed.get();
        if (!names.isEmpty()) {
            others = others.and(CharacterAutomaton.ofTexts(names).not());
        }
        List<Map.Entry<String, CharacterAutomaton>> patterns =
                List.copyOf(shape.patterns().entrySet());
        List<Expression> pairs = new ArrayList<>();
        for (int subset = 0; subset < 1 << patterns.size(); subset++) {
            if (subset == 0 && !open) {
                continue;
            }
            CharacterAutomaton keys = others;
            Set<String> matching = new LinkedHashSet<>();
            for (int i = 0; i < patterns.size(); i++) {
                boolean in = (subset >> i & 1) == 1;
                CharacterAutomaton pattern = patterns.get(i).getValue();
                keys = keys.and(in ? pattern : pattern.not());
                if (in) {
                    matching.add(patterns.get(i).getKey());
                }
            }
            if (!keys.isEmpty()) {
                Expression quote = Expression.text("\"");
                Expression name =
                        Expression.sequence(
                                quote,
                                new Expression.Machine(keys, Expression.Spelling.JSON),
                                quote);
                pairs.add(
                        compiler.rules()
                                .share(
                                        "further property of " + plain.getFirst().path(),
                                        compiler.pair(
                                                name,
                                                compiler.of(
                                                        shape.of(Optional.empty(), matching)))));
            }
        }
        return pairs;
    }
}
