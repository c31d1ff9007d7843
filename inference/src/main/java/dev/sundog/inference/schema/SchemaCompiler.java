package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.CharacterAutomaton;
import dev.sundog.inference.grammar.CodePoints;
import dev.sundog.inference.grammar.Expression;
import dev.sundog.inference.grammar.Grammar;
import dev.sundog.inference.grammar.JsonText;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** From a schema to the grammar of its JSON texts. Used once. */
final class SchemaCompiler {
    private static final int DEEPEST = 300;
    private static final int MOST_RULES = 50_000;

    /** Most blanks after a line break. */
    private static final int MOST_BLANKS = 20;

    private final boolean byTheLetter;
    private final Grammar.Builder rules = new Grammar.Builder();
    private final Map<Set<String>, Expression> known = new HashMap<>();
    private final StringLanguage.Cache strings = new StringLanguage.Cache();
    private final SchemaDocument document;
    private final SchemaCases cases;
    private final SchemaValues values;
    private final Expression space;
    private final Expression character;
    private final Expression anyValue;
    private final Expression anyObject;
    private int depth;

    SchemaCompiler(JsonNode root, boolean byTheLetter) {
        this.byTheLetter = byTheLetter;
        document = new SchemaDocument(root);
        cases = new SchemaCases(document, byTheLetter);
        values = new SchemaValues(cases, strings);
        Expression blank = Expression.text(" ");
        space =
                rules.share(
                        "white space",
                        Expression.choice(
                                Expression.EMPTY,
                                blank,
                                Expression.sequence(
                                        Expression.text("\n"),
                                        Expression.repeat(blank, 0, MOST_BLANKS))));
        character = rules.share("character", freeCharacter());
        int value = rules.declare("any value");
        anyValue = new Expression.Call(value);
        Expression string =
                new StringLanguage(0, Expression.UNBOUNDED, List.of()).expression(character);
        anyObject = rules.share("any object", list('{', pair(string, anyValue), '}'));
        rules.define(
                value,
                Expression.choice(
                        string,
                        new NumberLanguage(false, Optional.empty(), Optional.empty(), List.of())
                                .expression(),
                        anyObject,
                        list('[', anyValue, ']'),
                        Expression.text("true"),
                        Expression.text("false"),
                        Expression.text("null")));
    }

    /** One character of a string, escaped or not; no half of a surrogate pair stands alone. */
    private static Expression freeCharacter() {
        Expression hex = Expression.characters(CodePoints.anyOf("0123456789abcdefABCDEF"));
        Expression notD = Expression.characters(CodePoints.anyOf("0123456789abcefABCEF"));
        Expression d = Expression.characters(CodePoints.anyOf("dD"));
        Expression high = Expression.characters(CodePoints.anyOf("89abAB"));
        Expression low = Expression.characters(CodePoints.anyOf("cdefCDEF"));
        Expression octal = Expression.characters(CodePoints.range('0', '7'));
        return Expression.choice(
                Expression.characters(JsonText.UNESCAPED),
                Expression.sequence(
                        Expression.text("\\"),
                        Expression.choice(
                                Expression.characters(CodePoints.anyOf("\"\\/bfnrt")),
                                Expression.sequence(
                                        Expression.text("u"),
                                        Expression.choice(
                                                Expression.sequence(notD, hex, hex, hex),
                                                Expression.sequence(d, octal, hex, hex),
                                                Expression.sequence(
                                                        d,
                                                        high,
                                                        hex,
                                                        hex,
                                                        Expression.text("\\u"),
                                                        d,
                                                        low,
                                                        hex,
                                                        hex))))));
    }

    private Expression list(char open, Expression element, char close) {
        Expression more =
                Expression.repeat(
                        Expression.sequence(Expression.text(","), space, element),
                        0,
                        Expression.UNBOUNDED);
        return Expression.sequence(
                Expression.text(String.valueOf(open)),
                Expression.optional(Expression.sequence(space, element, more)),
                space,
                Expression.text(String.valueOf(close)));
    }

    Expression pair(Expression name, Expression value) {
        return Expression.sequence(
                name, Expression.text(":"), Expression.optional(Expression.text(" ")), value);
    }

    Expression space() {
        return space;
    }

    Grammar.Builder rules() {
        return rules;
    }

    StringLanguage.Cache strings() {
        return strings;
    }

    SchemaValues values() {
        return values;
    }

    boolean byTheLetter() {
        return byTheLetter;
    }

    Expression character() {
        return character;
    }

    Grammar compile() {
        int start = rules.declare("the schema");
        rules.define(start, of(List.of(document.root())));
        return rules.build(start);
    }

    static Grammar objects() {
        SchemaCompiler compiler = new SchemaCompiler(BooleanNode.TRUE, true);
        int start = compiler.rules.declare("a JSON object");
        compiler.rules.define(start, compiler.anyObject);
        return compiler.rules.build(start);
    }

    /** JSON texts of values that are valid by all of some schemas. */
    Expression of(List<Place> schemas) {
        Set<String> key = new TreeSet<>();
        schemas.forEach(
                place ->
                        key.add(place.node().isBoolean() ? place.node().toString() : place.path()));
        key.remove("true");
        if (key.isEmpty()) {
            return anyValue;
        }
        Expression before = known.get(key);
        if (before != null) {
            return before;
        }
        if (++depth > DEEPEST) {
            throw SundogException.data(
                    "schema-too-deep",
                    "the schema at %s is nested more than %d levels deep"
                            .formatted(schemas.getFirst().path(), DEEPEST));
        }
        if (rules.size() > MOST_RULES) {
            throw SundogException.data(
                    "schema-too-large",
                    "the schema needs more than %d rules; make it simpler".formatted(MOST_RULES));
        }
        int rule = rules.declare(schemas.getFirst().path());
        Expression call = new Expression.Call(rule);
        known.put(key, call);
        List<Expression> ways = new ArrayList<>();
        for (List<Place> plain : cases.of(schemas)) {
            try {
                ways.add(ofPlain(plain));
            } catch (SundogException failure) {
                throw failure.code().equals("pattern-too-large")
                        ? SundogException.data(
                                "schema-too-large",
                                "the schema at %s: %s"
                                        .formatted(plain.getFirst().path(), failure.getMessage()))
                        : failure;
            }
        }
        rules.define(rule, Expression.choice(ways));
        depth--;
        return call;
    }

    /** The types that values of plain schemas are written with. */
    static Set<JsonType> types(List<Place> plain, boolean byTheLetter) {
        Set<JsonType> types = JsonType.allowed(plain);
        boolean said = plain.stream().anyMatch(place -> place.has("type"));
        Set<JsonType> meant = JsonType.meant(plain);
        return said || byTheLetter || meant.isEmpty() ? types : meant;
    }

    private Expression ofPlain(List<Place> plain) {
        Optional<List<JsonNode>> listed =
                plain.stream().flatMap(place -> SchemaValues.listed(place).stream()).findFirst();
        if (listed.isPresent()) {
            return Expression.choice(
                    listed.get().stream()
                            .filter(value -> values.acceptsPlain(plain, value))
                            .map(this::literal)
                            .toList());
        }
        Set<JsonType> types = types(plain, byTheLetter);
        List<Expression> ways = new ArrayList<>();
        for (JsonType type : types) {
            switch (type) {
                case NULL -> ways.add(Expression.text("null"));
                case BOOLEAN -> {
                    ways.add(Expression.text("true"));
                    ways.add(Expression.text("false"));
                }
                case INTEGER -> {
                    if (!types.contains(JsonType.FRACTION)) {
                        ways.add(NumberLanguage.of(true, plain).expression());
                    }
                }
                case FRACTION -> ways.add(NumberLanguage.of(false, plain).expression());
                case STRING -> ways.add(StringLanguage.of(plain, strings).expression(character));
                case ARRAY -> ways.add(array(plain));
                case OBJECT -> ways.add(new ObjectGrammar(this, plain).expression());
            }
        }
        return Expression.choice(ways);
    }

    private Expression array(List<Place> plain) {
        ArrayShape shape = ArrayShape.of(plain);
        int most = shape.most();
        if (!byTheLetter && shape.prefixes() > 0 && !shape.speaksOfRest()) {
            most = most < 0 ? shape.prefixes() : Math.min(most, shape.prefixes());
        }
        Expression comma = Expression.sequence(Expression.text(","), space);
        Expression elements;
        if (most >= 0 && most < shape.least()) {
            return Expression.NOTHING;
        }
        if (shape.prefixes() == 0) {
            Expression element = most == 0 ? Expression.NOTHING : of(shape.at(0));
            Expression more =
                    Expression.repeat(
                            Expression.sequence(comma, element),
                            Math.max(0, shape.least() - 1),
                            most < 0 ? most : Math.max(0, most - 1));
            elements = Expression.sequence(space, element, more);
            if (shape.least() == 0) {
                elements = Expression.optional(elements);
            }
        } else {
            elements = prefixed(shape, most, comma);
        }
        return Expression.sequence(Expression.text("["), elements, space, Expression.text("]"));
    }

    private Expression prefixed(ArrayShape shape, int most, Expression comma) {
        int prefixes = shape.prefixes();
        Expression tail = Expression.EMPTY;
        if (most < 0 || most > prefixes) {
            tail =
                    Expression.repeat(
                            Expression.sequence(comma, of(shape.at(prefixes))),
                            Math.max(0, shape.least() - prefixes),
                            most < 0 ? most : most - prefixes);
        }
        for (int i = prefixes - 1; i >= 0; i--) {
            if (most >= 0 && i >= most) {
                tail = Expression.EMPTY;
                continue;
            }
            tail = Expression.sequence(i == 0 ? space : comma, of(shape.at(i)), tail);
            if (i >= shape.least()) {
                tail = Expression.optional(tail);
            }
            tail = rules.share("elements", tail);
        }
        return tail;
    }

    /** A value as it stands in the schema. */
    private Expression literal(JsonNode value) {
        return switch (JsonType.of(value)) {
            case NULL, BOOLEAN, INTEGER, FRACTION -> Expression.text(value.toString());
            case STRING -> Expression.text(JsonText.quoted(value.stringValue()));
            case ARRAY -> {
                List<Expression> parts = new ArrayList<>();
                value.forEach(element -> parts.add(literal(element)));
                yield fixed('[', parts, ']');
            }
            case OBJECT -> {
                List<Expression> parts = new ArrayList<>();
                value.properties()
                        .forEach(
                                entry ->
                                        parts.add(
                                                pair(
                                                        Expression.text(
                                                                JsonText.quoted(entry.getKey())),
                                                        literal(entry.getValue()))));
                yield fixed('{', parts, '}');
            }
        };
    }

    private Expression fixed(char open, List<Expression> elements, char close) {
        List<Expression> parts = new ArrayList<>();
        parts.add(Expression.text(String.valueOf(open)));
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                parts.add(Expression.text(","));
            }
            parts.add(space);
            parts.add(elements.get(i));
        }
        parts.add(space);
        parts.add(Expression.text(String.valueOf(close)));
        return new Expression.Sequence(parts);
    }

    /** The texts of names that some schemas admit. */
    Optional<CharacterAutomaton> names(List<Place> schemas) {
        CharacterAutomaton all = null;
        for (List<Place> plain : cases.of(schemas)) {
            Optional<List<JsonNode>> listed =
                    plain.stream()
                            .flatMap(place -> SchemaValues.listed(place).stream())
                            .findFirst();
            CharacterAutomaton one;
            if (listed.isPresent()) {
                one =
                        CharacterAutomaton.ofTexts(
                                listed.get().stream()
                                        .filter(JsonNode::isString)
                                        .filter(value -> values.acceptsPlain(plain, value))
                                        .map(JsonNode::stringValue)
                                        .toList());
            } else if (JsonType.allowed(plain).contains(JsonType.STRING)) {
                one = StringLanguage.of(plain, strings).automaton();
            } else {
                continue;
            }
            all = all == null ? one : all.not().and(one.not()).not();
        }
        return Optional.ofNullable(all);
    }
}
