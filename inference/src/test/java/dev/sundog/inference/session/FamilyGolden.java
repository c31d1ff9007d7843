package dev.sundog.inference.session;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A tiny random model and what transformers computed with it, made by {@code
 * src/test/python/make_families.py}.
 *
 * @param ids what was read
 * @param encoder whether the numbers are hidden states instead of logits
 * @param atOnce a row a token
 * @param oneByOne a row a token, fed token by token
 * @param shorter rows of the first tokens alone
 */
record FamilyGolden(
        int[] ids, boolean encoder, float[][] atOnce, float[][] oneByOne, float[][] shorter) {
    private static final int SHORTER = 12;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All there are. */
    static Stream<String> names() {
        String[] names = directory("").toFile().list();
        return Arrays.stream(Objects.requireNonNull(names)).sorted();
    }

    static Path directory(String name) {
        try {
            return Path.of(
                            Objects.requireNonNull(
                                            FamilyGolden.class.getResource(
                                                    "/dev/sundog/inference/families"))
                                    .toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static FamilyGolden read(String name) {
        JsonNode json = JSON.readTree(directory(name).resolve("golden.json").toFile());
        int[] ids = new int[json.path("ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = json.path("ids").path(i).intValue();
        }
        boolean encoder = json.has("hidden");
        float[][] atOnce = rows(json.path(encoder ? "hidden" : "logits"), ids.length);
        float[][] oneByOne = json.has("decode") ? rows(json.path("decode"), ids.length) : atOnce;
        float[][] shorter =
                json.has("short")
                        ? rows(json.path("short"), SHORTER)
                        : Arrays.copyOf(atOnce, SHORTER);
        return new FamilyGolden(ids, encoder, atOnce, oneByOne, shorter);
    }

    /** Whether it does not matter in which pieces the tokens come. */
    boolean everyWayTheSame() {
        return atOnce == oneByOne;
    }

    private static float[][] rows(JsonNode base64, int count) {
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64.stringValue()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        float[][] rows = new float[count][bytes.remaining() / 4 / count];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes.getFloat();
            }
        }
        return rows;
    }
}
