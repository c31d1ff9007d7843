package dev.sundog.document.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class GlyphPlacesTest {
    @Test
    void nothingIsWhereNothingWasPut() {
        GlyphPlaces places = new GlyphPlaces();
        places.put("a", 3, 4, 0, 7);
        assertThat(places.get("a", 3, 4, 0)).isEqualTo(7);
        assertThat(places.get("b", 3, 4, 0)).isEqualTo(GlyphPlaces.NONE);
        assertThat(places.get("a", 4, 3, 0)).isEqualTo(GlyphPlaces.NONE);
        assertThat(places.get("a", 3, 4, 90)).isEqualTo(GlyphPlaces.NONE);
    }

    @Test
    void itAgreesWithAHashMapHoweverMuchIsPut() {
        Random random = new Random(3);
        GlyphPlaces places = new GlyphPlaces();
        Map<List<Object>, Integer> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String text = Character.toString('a' + random.nextInt(26));
            long column = random.nextInt(60) - 5;
            long row = random.nextInt(60) - 5;
            int angle = 90 * random.nextInt(2);
            places.put(text, column, row, angle, i);
            expected.put(List.of(text, column, row, angle), i);
        }
        for (String text : List.of("a", "q", "z")) {
            for (long column = -6; column < 60; column++) {
                for (long row = -6; row < 60; row++) {
                    assertThat(places.get(text, column, row, 90))
                            .isEqualTo(
                                    expected.getOrDefault(
                                            List.of(text, column, row, 90), GlyphPlaces.NONE));
                }
            }
        }
    }
}
