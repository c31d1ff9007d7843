package dev.sundog.document.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.data.world.Language;
import dev.sundog.document.ocr.PageTypesetter.TypesetPage;
import dev.sundog.document.ocr.RecognizedPiece.Symbol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class LettersTest {
    private static final int EM = 20;

    private static List<Symbol> symbols(String text) {
        List<Symbol> symbols = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            PixelBox cell = new PixelBox(EM * i, 0, EM * (i + 1), EM);
            symbols.add(new Symbol(text.substring(i, i + 1), cell, 0.9));
        }
        return symbols;
    }

    private static String text(List<Symbol> symbols) {
        return new RecognizedPiece(symbols, 0).text();
    }

    @ParameterizedTest
    @CsvSource({
        "大エです, 大工です",
        "タ方になる, 夕方になる",
        "クインのー番, クインの一番",
        "スープをー緒に, スープを一緒に",
        "力イとレナ, カイとレナ",
        "食ベ物と取リ口, 食べ物と取り口",
        "スべンはニ人と, スベンは二人と",
        "コ一ヒー, コーヒー",
    })
    void ofLetterThatLookAlikeThatIsTakenWhichItsNeighboursAreOf(String read, String written) {
        assertThat(text(LookAlikes.resolved(symbols(read)))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "コーヒーを一杯", "六カ月", "タオルとカメラ", "ピザ一枚", "東京へ行く", "らーめん", "人口と工場",
    })
    void whatIsRightStays(String written) {
        assertThat(text(LookAlikes.resolved(symbols(written)))).isEqualTo(written);
    }

    /** A white line with a black square for each side that is given, at its cell's left bottom. */
    private static GrayImage squares(int... sides) {
        byte[] pixels = new byte[EM * sides.length * EM];
        Arrays.fill(pixels, (byte) 255);
        for (int i = 0; i < sides.length; i++) {
            for (int y = EM - sides[i]; y < EM; y++) {
                for (int x = EM * i; x < EM * i + sides[i]; x++) {
                    pixels[y * EM * sides.length + x] = 0;
                }
            }
        }
        return new GrayImage(EM * sides.length, EM, pixels);
    }

    @Test
    void kanaAreSmallIfTheirInkIs() {
        GrayImage line = squares(18, 18, 18, 18, 13, 18, 18, 18);
        assertThat(text(SmallKana.resolved(symbols("日本でしよう人し"), line))).isEqualTo("日本でしょう人し");
        GrayImage large = squares(18, 18, 18, 18, 17, 18, 18, 18);
        assertThat(text(SmallKana.resolved(symbols("日本でしよう人し"), large))).isEqualTo("日本でしよう人し");
    }

    @Test
    void aLineOfJapaneseIsWholeAcrossItsFullWidthMarks() {
        for (int number : new int[] {0, 1, 5}) {
            String font = PageTypesetter.fonts(Language.JAPANESE).get(number % 3);
            TypesetPage page = PageTypesetter.page(Language.JAPANESE, font, number, 12);
            PageAnalysis analysis = PageAnalysis.of(GrayImage.of(page.image()), 150);
            assertThat(analysis.blocks().stream().mapToInt(block -> block.lines().size()).sum())
                    .isEqualTo(page.text().lines().count());
        }
    }
}
