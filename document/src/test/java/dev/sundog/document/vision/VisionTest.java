package dev.sundog.document.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class VisionTest {
    private static final double[] BOX = {1, 2, 3, 4};

    private static TableGrid grid(String... symbols) {
        TableMarkup markup = new TableMarkup();
        for (String symbol : symbols) {
            markup.add(symbol, BOX);
        }
        return markup.grid().orElseThrow();
    }

    @Test
    void markupBecomesAGridWithSpansAndHeader() {
        TableGrid grid =
                grid(
                        "<thead>",
                        "<tr>",
                        "<td",
                        " rowspan=\"2\"",
                        ">",
                        "</td>",
                        "<td",
                        " colspan=\"2\"",
                        ">",
                        "</td>",
                        "</tr>",
                        "</thead>",
                        "<tbody>",
                        "<tr>",
                        "<td></td>",
                        "<td></td>",
                        "</tr>",
                        "</tbody>");
        assertThat(grid.rows()).isEqualTo(2);
        assertThat(grid.columns()).isEqualTo(3);
        assertThat(grid.headerRows()).isEqualTo(1);
        assertThat(grid.cells().stream().map(c -> c.row() + "," + c.column()))
                .containsExactly("0,0", "0,1", "1,1", "1,2");
        assertThat(grid.cells().getFirst().rowSpan()).isEqualTo(2);
        assertThat(grid.cells().get(1).columnSpan()).isEqualTo(2);
        assertThat(grid.cells().getFirst().box()).isEqualTo(new Box(1, 2, 3, 4));
    }

    @Test
    void spansThatLeaveTheTableOrOverlapAreCut() {
        TableGrid grid =
                grid(
                        "<tr>",
                        "<td></td>",
                        "<td",
                        " rowspan=\"9\"",
                        ">",
                        "</td>",
                        "</tr>",
                        "<tr>",
                        "<td",
                        " colspan=\"5\"",
                        ">",
                        "</td>",
                        "</tr>");
        assertThat(grid.rows()).isEqualTo(2);
        assertThat(grid.columns()).isEqualTo(2);
        assertThat(grid.cells()).hasSize(3);
        assertThat(grid.cells().getLast().columnSpan()).isEqualTo(1);
    }

    @Test
    void withoutCellsThereIsNoGrid() {
        TableMarkup markup = new TableMarkup();
        markup.add("<tr>", BOX);
        assertThat(markup.grid()).isEmpty();
    }

    @Test
    void repeatedLettersAreOneUnlessABlankParts() {
        // times: a a - a b b, classes: blank, a, b
        float[] values = {
            0, 1, 0, 0, .8f, .2f, 1, 0, 0, 0, .5f, 0, 0, 0, .9f, 0, .1f, .6f,
        };
        OnnxModel.Tensor output =
                new OnnxModel.Tensor(new long[] {1, 6, 3}, FloatBuffer.wrap(values));
        List<LineRecognizer.Letter> letters =
                LineRecognizer.decoded(output, List.of("", "a", "b"), 1);
        assertThat(letters.stream().map(LineRecognizer.Letter::text))
                .containsExactly("a", "a", "b");
        assertThat(letters.getFirst().center()).isCloseTo(1 / 6.0, within(1e-9));
        assertThat(letters.getLast().confidence()).isCloseTo(0.9, within(1e-6));
    }

    @Test
    void theMeanBinIsWeightedBySoftmax() {
        float[] bins = new float[8];
        bins[2] = 100;
        bins[4] = 100;
        assertThat(LayoutDetector.expected(FloatBuffer.wrap(bins), 0)).isCloseTo(3, within(1e-6));
    }

    @Test
    void aCoreGrowsByAreaOverPerimeter() {
        FloatBuffer map = FloatBuffer.allocate(64 * 32);
        for (int y = 10; y < 14; y++) {
            for (int x = 20; x < 40; x++) {
                map.put(y * 64 + x, 0.9f);
            }
        }
        List<PixelRegion> lines = TextDetector.cores(map, 64, 32, 2, 1);
        assertThat(lines).hasSize(1);
        double by = 20 * 4 * 1.6 / 48;
        assertThat(lines.getFirst().x0()).isCloseTo((20 - by) * 2, within(1e-9));
        assertThat(lines.getFirst().y1()).isCloseTo(14 + by, within(1e-9));
        assertThat(lines.getFirst().confidence()).isCloseTo(0.9, within(1e-6));
    }

    @Test
    void aPictureBecomesPlanesOnACanvasOfZeros() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff0000);
        PicturePlanes planes = PicturePlanes.symmetric(image, 2, 1, 3);
        assertThat(planes.values()).containsExactly(1, -1, 0, -1, -1, 0, -1, -1, 0);
    }

    @Test
    void modelsAreFoundByNameBelowAFolder(@TempDir Path folder) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("layout"));
        Path file = Files.createFile(inner.resolve("layout_cdla.onnx"));
        ModelFolder found = ModelFolder.find(List.of(folder.resolve("none"), folder));
        assertThat(found.file(ModelFolder.Model.LAYOUT)).contains(file);
        assertThat(found.file(ModelFolder.Model.TABLE)).isEmpty();
        assertThat(ModelFolder.find(List.of()).isEmpty()).isTrue();
    }

    @Test
    void aFileThatIsNoModelIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("slanet-plus.onnx"), "nothing");
        ModelFolder models = ModelFolder.find(List.of(folder));
        assertThatThrownBy(() -> VisionModels.open(models))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("slanet-plus.onnx")
                .hasMessageContaining("pull it again");
    }
}
