package dev.sundog.inference.schema;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.SplittableRandom;

/** Schemas of all supported keywords, by chance. */
public final class RandomSchemas {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String[] NAMES = {
        "id", "name", "value", "a b", "ab", "a", "日本", "x\"y", "kind"
    };
    private static final String[] PATTERNS = {
        "^[a-z]{1,8}$",
        "b",
        "^a.*z$",
        "^(?:ab|cd)+$",
        "^\\d{3}-\\d{4}$",
        "^[A-Z]\\w*$",
        "x|^y",
        "^[^\"]{2,}$",
        "^\\S+@\\S+$"
    };
    private static final String[] FORMATS = {
        "date", "time", "date-time", "uuid", "email", "ipv4", "ipv6", "hostname"
    };

    private final SplittableRandom random;

    public RandomSchemas(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A whole schema. */
    public String next() {
        ObjectNode root = schema(3);
        if (random.nextInt(4) == 0) {
            ObjectNode definitions = MAPPER.createObjectNode();
            ObjectNode node = definitions.putObject("node").put("type", "object");
            node.putObject("properties").set("here", scalar());
            ((ObjectNode) node.get("properties")).putObject("next").put("$ref", "#/$defs/node");
            node.put("additionalProperties", false).putArray("required").add("here");
            ObjectNode whole = MAPPER.createObjectNode().put("type", "object");
            whole.set("$defs", definitions);
            ObjectNode properties = whole.putObject("properties");
            properties.set("first", root);
            properties.putObject("list").put("$ref", "#/$defs/node");
            whole.putArray("required").add("list");
            return whole.toString();
        }
        return root.toString();
    }

    private ObjectNode schema(int depth) {
        int kind = random.nextInt(depth > 0 ? 12 : 5);
        return switch (kind) {
            case 0, 1, 2, 3, 4 -> scalar();
            case 5, 6, 7 -> object(depth);
            case 8, 9 -> array(depth);
            case 10 -> {
                ObjectNode any = MAPPER.createObjectNode();
                ArrayNode cases = any.putArray("anyOf");
                for (int i = 0; i < 2; i++) {
                    cases.add(schema(depth - 1));
                }
                yield any;
            }
            default -> {
                ObjectNode all = object(depth);
                ObjectNode more = object(depth - 1);
                more.remove("additionalProperties");
                all.remove("additionalProperties");
                all.putArray("allOf").add(more);
                yield all;
            }
        };
    }

    private ObjectNode scalar() {
        ObjectNode node = MAPPER.createObjectNode();
        switch (random.nextInt(8)) {
            case 0 -> node.put("type", random.nextBoolean() ? "boolean" : "null");
            case 1 -> integer(node);
            case 2 -> number(node);
            case 3 -> string(node);
            case 4 -> node.put("type", "string").put("pattern", pick(PATTERNS));
            case 5 -> node.put("type", "string").put("format", pick(FORMATS));
            case 6 -> node.putArray("enum").add(pick(NAMES)).add(3).add(-0.5).addNull();
            default -> {
                node.putArray("type").add("integer").add("null");
                node.put("minimum", random.nextInt(-20, 20));
            }
        }
        return node;
    }

    private void integer(ObjectNode node) {
        node.put("type", "integer");
        int low = random.nextInt(-1500, 1500);
        if (random.nextBoolean()) {
            node.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            node.put(
                    random.nextBoolean() ? "maximum" : "exclusiveMaximum",
                    low + 40 + random.nextInt(3000));
        }
        if (random.nextInt(3) == 0) {
            node.put("multipleOf", 1 + random.nextInt(12));
        }
    }

    private void number(ObjectNode node) {
        node.put("type", "number");
        BigDecimal low = BigDecimal.valueOf(random.nextInt(-30_000, 30_000), random.nextInt(4));
        if (random.nextBoolean()) {
            node.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            node.put(
                    random.nextBoolean() ? "maximum" : "exclusiveMaximum",
                    low.add(BigDecimal.valueOf(25, 1)));
        }
        if (random.nextInt(3) == 0) {
            node.put("multipleOf", new BigDecimal(pick(new String[] {"0.25", "0.1", "1.5", "2"})));
        }
    }

    private void string(ObjectNode node) {
        node.put("type", "string");
        if (random.nextBoolean()) {
            node.put("minLength", random.nextInt(4));
        }
        if (random.nextBoolean()) {
            node.put("maxLength", 4 + random.nextInt(6));
        }
    }

    private ObjectNode object(int depth) {
        ObjectNode node = MAPPER.createObjectNode().put("type", "object");
        int count = random.nextInt(4);
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = MAPPER.createArrayNode();
        for (int i = 0; i < count; i++) {
            String name = pick(NAMES);
            properties.set(name, schema(depth - 1));
            if (random.nextBoolean()
                    && required.valueStream().noneMatch(it -> it.asString().equals(name))) {
                required.add(name);
            }
        }
        node.set("required", required);
        switch (random.nextInt(6)) {
            case 0 -> node.put("additionalProperties", false);
            case 1 -> node.set("additionalProperties", scalar());
            case 2 -> {
                node.putObject("patternProperties")
                        .set(random.nextBoolean() ? "^p" : "[0-9]$", scalar());
                node.put("additionalProperties", random.nextBoolean());
            }
            case 3 -> node.put("maxProperties", required.size() + random.nextInt(2));
            case 4 -> {
                node.set("additionalProperties", scalar());
                node.putObject("propertyNames").put("pattern", "^[a-z0-9 ]{1,5}$");
                node.remove("required");
            }
            default -> {}
        }
        return node;
    }

    private ObjectNode array(int depth) {
        ObjectNode node = MAPPER.createObjectNode().put("type", "array");
        if (random.nextInt(3) == 0) {
            node.putArray("prefixItems").add(scalar()).add(schema(depth - 1));
        }
        if (random.nextInt(4) > 0) {
            node.set("items", schema(depth - 1));
        }
        if (random.nextBoolean()) {
            node.put("minItems", random.nextInt(3));
        }
        if (random.nextBoolean()) {
            node.put("maxItems", 2 + random.nextInt(3));
        }
        return node;
    }

    private String pick(String[] all) {
        return all[random.nextInt(all.length)];
    }
}
