package dev.sundog.document.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.data.world.Language;
import dev.sundog.document.ocr.PageTypesetter.TypesetPage;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Word;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

class RecognizerTest {
    private static final List<String> ALL = List.of("eng", "kor", "jpn");
    private static Recognizer recognizer;

    @BeforeAll
    static void open() {
        recognizer = new Recognizer(LanguageData.find(List.of()));
    }

    @AfterAll
    static void close() {
        recognizer.close();
    }

    private static double errors(Language language, boolean scanned) {
        TypesetPage page =
                PageTypesetter.page(language, PageTypesetter.fonts(language).getFirst(), 3, 6);
        BufferedImage image = scanned ? PageTypesetter.scanned(page.image(), 5) : page.image();
        PageContent content = recognizer.recognize(image, 150, 1, ALL);
        return CharacterErrors.between(page.text(), RecognitionErrors.text(content)).rate();
    }

    @Test
    void readsEnglish() {
        assertThat(errors(Language.ENGLISH, false)).isLessThan(0.02);
    }

    @Test
    void readsKoreanThatWasScanned() {
        assertThat(errors(Language.KOREAN, true)).isLessThan(0.04);
    }

    @Test
    void partsKoreanWordsWhereTheirSpacesAre() {
        TypesetPage page =
                PageTypesetter.page(
                        Language.KOREAN, PageTypesetter.fonts(Language.KOREAN).getFirst(), 3, 6);
        List<String> found =
                recognizer.recognize(page.image(), 150, 1, ALL).words().stream()
                        .map(Word::text)
                        .toList();
        List<String> wanted = List.of(page.text().strip().split("\\s+"));
        long same = wanted.stream().filter(found::contains).count();
        assertThat(same).isGreaterThan(Math.round(0.85 * wanted.size()));
        assertThat(found).hasSameSizeAs(wanted);
    }

    @Test
    void readsJapanese() {
        assertThat(errors(Language.JAPANESE, false)).isLessThan(0.03);
    }

    @Test
    void turnsAPageThatLiesOnItsHead() {
        TypesetPage page =
                PageTypesetter.page(
                        Language.ENGLISH, PageTypesetter.fonts(Language.ENGLISH).getFirst(), 1, 4);
        BufferedImage head = GrayImage.of(page.image()).quarterTurned(2).toImage();
        PageContent content = recognizer.recognize(head, 150, 1, List.of("eng"));
        assertThat(content.rotation()).isEqualTo(180);
        assertThat(CharacterErrors.between(page.text(), RecognitionErrors.text(content)).rate())
                .isLessThan(0.05);
    }

    @Test
    void wordsStandWhereTheyWerePrintedInPoints() {
        BufferedImage image = PageTypesetter.blank();
        Graphics2D graphics =
                PageTypesetter.graphics(image, PageTypesetter.font("DejaVu Sans", 25));
        graphics.drawString("Anchor", 300, 600);
        graphics.setStroke(new BasicStroke(2));
        graphics.drawLine(200, 700, 900, 700);
        graphics.dispose();
        PageContent content = recognizer.recognize(image, 150, 4, List.of("eng"));
        assertThat(content.number()).isEqualTo(4);
        assertThat(content.width()).isCloseTo(595.2, within(1e-6));
        Word word = content.words().getFirst();
        assertThat(word.text()).isEqualTo("Anchor");
        assertThat(word.box().x0()).isBetween(143.0, 147.0);
        assertThat(word.baseline()).isBetween(287.0, 289.0);
        assertThat(word.size()).isBetween(10.5, 13.5);
        assertThat(content.rulings()).hasSize(1);
        assertThat(content.rulings().getFirst().box().x0()).isBetween(95.0, 97.0);
        assertThat(content.rulings().getFirst().box().width()).isBetween(334.0, 338.0);
    }

    @Test
    void aBlankPageHasNoWords() {
        PageContent content = recognizer.recognize(PageTypesetter.blank(), 150, 1, ALL);
        assertThat(content.words()).isEmpty();
        assertThat(content.rulings()).isEmpty();
    }

    @Test
    void aMissingLanguageIsNamedWithItsPackage(@TempDir Path empty) {
        try (Recognizer none = new Recognizer(LanguageData.in(List.of(empty)))) {
            assertThatThrownBy(() -> none.recognize(PageTypesetter.blank(), 150, 1, List.of("kor")))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("tesseract-ocr-kor")
                    .hasMessageContaining("./sundog pull tessdata-kor");
        }
    }

    @Test
    void aLanguageNameThatIsNoneIsRefused() {
        assertThatThrownBy(
                        () -> recognizer.recognize(PageTypesetter.blank(), 150, 1, List.of("../x")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("eng+kor+jpn");
    }
}
