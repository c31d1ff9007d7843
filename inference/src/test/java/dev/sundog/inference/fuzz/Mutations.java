package dev.sundog.inference.fuzz;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes that know the structure of what they spoil. All randomness is the generator's. */
final class Mutations {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        3,
        7,
        31,
        33,
        255,
        256,
        65_536,
        1L << 31,
        (1L << 31) - 1,
        1L << 32,
        1L << 40,
        1L << 60,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2
    };
    private static final int GGUF_TYPES = 45;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final RandomGenerator random;

    Mutations(RandomGenerator random) {
        this.random = random;
    }

    private long extreme() {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Flips bytes, overwrites a number, cuts or lengthens; mostly within the header. */
    byte[] raw(byte[] file, int header) {
        byte[] bytes = file.clone();
        int reach = Math.min(bytes.length, random.nextInt(4) == 0 ? bytes.length : header);
        switch (random.nextInt(5)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(reach));
            case 2 -> {
                if (reach > 8) {
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(random.nextInt(reach - 8), extreme());
                }
            }
            case 3 -> {
                int from = random.nextInt(reach);
                int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
                Arrays.fill(bytes, from, to, (byte) random.nextInt(256));
            }
            default -> {
                for (int i = random.nextInt(1, 9); i > 0; i--) {
                    bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    /** One to three changes of keys, tensors or data of a GGUF file. */
    byte[] gguf(byte[] file) {
        GgufImage image = new GgufImage(file);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            if (random.nextInt(3) > 0 && !image.keys.isEmpty()) {
                key(image, random.nextInt(image.keys.size()));
            } else if (!image.claims.isEmpty()) {
                claim(image, random.nextInt(image.claims.size()));
            }
        }
        return image.bytes();
    }

    private void key(GgufImage image, int at) {
        GgufImage.Key key = image.keys.get(at);
        byte[] value = key.value().clone();
        switch (random.nextInt(7)) {
            case 0 -> image.keys.remove(at);
            case 1 -> image.keys.add(key);
            case 2 -> image.keys.set(at, new GgufImage.Key(key.name(), random.nextInt(14), value));
            case 3 ->
                    image.keys.set(
                            at, new GgufImage.Key(any(image.keys).name(), key.type(), value));
            case 4 -> {
                GgufImage.Key other = any(image.keys);
                image.keys.set(at, new GgufImage.Key(key.name(), other.type(), other.value()));
            }
            default -> {
                ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                number.putLong(extreme());
                if (random.nextInt(4) == 0) {
                    number.putFloat(0, any(List.of(0f, -1f, Float.NaN, 1e38f, 1e-38f)));
                }
                int from = value.length > 8 ? random.nextInt(value.length - 8) : 0;
                System.arraycopy(number.array(), 0, value, from, Math.min(8, value.length - from));
                image.keys.set(at, new GgufImage.Key(key.name(), key.type(), value));
            }
        }
    }

    private void claim(GgufImage image, int at) {
        GgufImage.Claim claim = image.claims.get(at);
        long[] shape = claim.dimensions().clone();
        String name = claim.name();
        int type = claim.type();
        long offset = claim.offset();
        switch (random.nextInt(8)) {
            case 0 -> image.claims.remove(at);
            case 1 -> shape[random.nextInt(shape.length)] = extreme();
            case 2 -> shape = Arrays.copyOf(shape, random.nextInt(7));
            case 3 -> type = random.nextInt(-1, GGUF_TYPES);
            case 4 -> offset = random.nextBoolean() ? extreme() : offset + 32;
            case 5 -> name = any(image.claims).name();
            case 6 -> {
                long first = shape[0];
                shape[0] = shape[shape.length - 1];
                shape[shape.length - 1] = first;
            }
            default -> image.data = Arrays.copyOf(image.data, random.nextInt(image.data.length));
        }
        if (at < image.claims.size()) {
            image.claims.set(at, new GgufImage.Claim(name, shape, type, offset));
        }
    }

    /** A safetensors file whose header's JSON is changed. */
    byte[] safetensors(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) in.getLong();
        byte[] header =
                json(new String(file, 8, length, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
        long claimed = random.nextInt(10) == 0 ? extreme() : header.length;
        return ByteBuffer.allocate(8 + header.length + file.length - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .put(header)
                .put(file, 8 + length, file.length - 8 - length)
                .array();
    }

    /** JSON with one to three of its values changed, removed or doubled, seldom no longer JSON. */
    String json(String text) {
        JsonNode root = JSON.readTree(text);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            List<JsonNode> parents = new ArrayList<>();
            collect(root, parents);
            if (!parents.isEmpty()) {
                change(any(parents));
            }
        }
        String changed = JSON.writeValueAsString(root);
        return switch (random.nextInt(20)) {
            case 0 -> changed.substring(0, random.nextInt(changed.length()));
            case 1 -> "[".repeat(20_000) + changed;
            default -> changed;
        };
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainer() && !node.isEmpty()) {
            parents.add(node);
            node.forEach(child -> collect(child, parents));
        }
    }

    private void change(JsonNode parent) {
        if (parent instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = any(names);
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(any(names), object.get(name).deepCopy());
                default -> object.set(name, value(object.get(name)));
            }
        } else if (parent instanceof ArrayNode array) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.add(array.get(at).deepCopy());
                default -> array.set(at, value(array.get(at)));
            }
        }
    }

    private JsonNode value(JsonNode old) {
        if (old.isNumber() && random.nextInt(4) > 0) {
            long number = (long) old.doubleValue();
            return switch (random.nextInt(5)) {
                case 0 -> NODES.numberNode(number + 1);
                case 1 -> NODES.numberNode(number - 1);
                case 2 -> NODES.numberNode(number * 2);
                case 3 -> NODES.numberNode(number + .5);
                default -> NODES.numberNode(extreme());
            };
        }
        return switch (random.nextInt(8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.stringNode("");
            case 3 -> NODES.stringNode("x".repeat(random.nextInt(1, 5000)));
            case 4 -> NODES.numberNode(extreme());
            case 5 -> NODES.numberNode(any(List.of(1e308, -1e-300, .5, 1e19)));
            case 6 -> NODES.arrayNode().add(old.deepCopy());
            default -> NODES.objectNode().set("x", old.deepCopy());
        };
    }
}
