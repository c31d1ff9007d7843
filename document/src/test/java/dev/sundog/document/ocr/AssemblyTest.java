package dev.sundog.document.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.document.ocr.RecognizedPiece.Symbol;
import dev.sundog.document.page.Word;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class AssemblyTest {
    /** Symbols of 10 pixels each from column {@code x}. */
    private static RecognizedPiece piece(String text, int x, double confidence) {
        List<Symbol> symbols = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            int left = x + 10 * i;
            PixelBox box = new PixelBox(left, 100, left + 9, 120);
            symbols.add(new Symbol(text.substring(i, i + 1), box, confidence));
        }
        return new RecognizedPiece(symbols, 0);
    }

    private static List<String> texts(List<RecognizedPiece> pieces) {
        return pieces.stream().map(RecognizedPiece::text).toList();
    }

    @Test
    void aLatinWordWithinKoreanIsReadAgain() {
        List<PixelBox> asked = new ArrayList<>();
        ForeignStretches stretches =
                new ForeignStretches(
                        (box, line) -> {
                            asked.add(box);
                            return List.of(piece("internet", box.x0(), 0.9));
                        });
        List<RecognizedPiece> read =
                stretches.corrected(
                        List.of(
                                piece("연구원", 0, 0.95),
                                piece("IIOOIOI", 40, 0.4),
                                piece("이슈", 120, 0.95)));
        assertThat(texts(read)).containsExactly("연구원", "internet", "이슈");
        assertThat(asked).containsExactly(new PixelBox(40, 100, 109, 120));
    }

    @Test
    void whatIsJoinedStaysJoined() {
        ForeignStretches stretches =
                new ForeignStretches((box, line) -> List.of(piece("(IT)", box.x0(), 0.9)));
        List<RecognizedPiece> read =
                stretches.corrected(List.of(piece("정보(l7)는", 0, 0.5), piece("말", 80, 0.9)));
        assertThat(texts(read)).containsExactly("정보(IT)는", "말");
    }

    @Test
    void clearDigitsAndAWorseSecondReadingStay() {
        ForeignStretches never =
                new ForeignStretches(
                        (box, line) -> {
                            throw new AssertionError("read again");
                        });
        assertThat(texts(never.corrected(List.of(piece("2023", 0, 0.95), piece("년", 40, 0.9)))))
                .containsExactly("2023", "년");
        ForeignStretches worse =
                new ForeignStretches((box, line) -> List.of(piece("x", box.x0(), 0.2)));
        assertThat(texts(worse.corrected(List.of(piece("ab", 0, 0.6))))).containsExactly("ab");
    }

    @Test
    void wordsOfHanAndKanaAreJoinedAndMeasuredInPoints() {
        WordAssembly assembly = new WordAssembly(144);
        TextBlock block = new TextBlock(List.of(new PixelBox(0, 100, 200, 120)));
        assembly.add(block, List.of(piece("表や", 0, 0.9), piece("図", 21, 0.9), piece("を", 60, 0.8)));
        List<Word> words = assembly.words();
        assertThat(words.stream().map(Word::text)).containsExactly("表や図", "を");
        // ink of 20 pixels is 0.92 em; 2 pixels are a point
        assertThat(words.getFirst().size()).isCloseTo(10.9, within(0.01));
        assertThat(words.getFirst().baseline()).isCloseTo(60 - 0.12 * 20 / 0.92 / 2, within(1e-9));
        assertThat(words.getFirst().box().x1()).isEqualTo(15);
    }

    @Test
    void wordsThatTheRecogniserPartsAreSeenApart() {
        WordAssembly assembly = new WordAssembly(144);
        TextBlock block = new TextBlock(List.of(new PixelBox(0, 100, 200, 120)));
        RecognizedPiece first = piece("가나", 0, 0.9);
        RecognizedPiece second = piece("다라", first.box().x1() + 1, 0.9);
        assembly.add(block, List.of(first, second));
        assertThat(assembly.words().stream().map(Word::text)).containsExactly("가나", "다라");
        Word left = assembly.words().getFirst();
        double gap = assembly.words().getLast().box().x0() - left.box().x1();
        assertThat(gap).isGreaterThan(0.11 * left.size());
    }

    @Test
    void specksAreNoText() {
        WordAssembly assembly = new WordAssembly(144);
        TextBlock block = new TextBlock(List.of(new PixelBox(0, 100, 200, 120)));
        assembly.add(block, List.of(piece("|", 0, 0.3)));
        assembly.add(block, List.of(piece("ab", 0, 0.2)));
        assertThat(assembly.words()).isEmpty();
    }

    @Test
    void theOldVowelIsAMiddleDot() {
        assertThat(Marks.usual("사회\u318d문화")).isEqualTo("사회\u00b7문화");
    }

    @Test
    void gapsOfWordsAreToldFromThoseOfLetters() {
        double[] gaps = {1, 2, 1, 7, 0, 2, 8, 1};
        assertThat(WordGaps.bound(gaps, 20)).isCloseTo(4.5, within(1e-9));
        assertThat(WordGaps.bound(new double[] {1, 1}, 20)).isCloseTo(3.8, within(1e-9));
        assertThat(WordGaps.bound(new double[] {0, 0, 1, 1, 1, 0}, 20))
                .isCloseTo(3.8, within(1e-9));
    }
}
