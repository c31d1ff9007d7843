package dev.sundog.document.vision;

import dev.sundog.document.tree.TableGrid;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows, columns and spans of a table from its picture. Thread-safe; holds native memory until it is
 * closed.
 *
 * <p>Input {@code [1, 3, 488, 488]}: the longer side scaled to 488, normalised by ImageNet's
 * statistics, top left on zeros. Output 0 is cell corners {@code [1, time, 8]} as shares of the
 * padded square, output 1 symbol probabilities {@code [1, time, 50]}: {@code sos}, the lines of the
 * model's remark {@code character} without {@code <td>} and with {@code <td></td>}, {@code eos}.
 *
 * <p><b>Source:</b> SLANet, PP-StructureV2, <a
 * href="https://arxiv.org/abs/2210.05391">2210.05391</a>, section 3.3.
 */
public final class TableStructure implements AutoCloseable {
    /** Its name in outputs. */
    public static final String NAME = "slanet-plus";

    private static final int SIDE = 488;

    private final OnnxModel model;
    private final List<String> symbols;

    /**
     * A table's structure.
     *
     * @param grid cells without text; their boxes are in pixels of the picture and approximate: may
     *     overlap their neighbours'
     * @param confidence mean probability of the symbols, 0 to 1
     */
    public record Structure(TableGrid grid, double confidence) {}

    TableStructure(Path file) {
        this.model = new OnnxModel(file);
        List<String> all = new ArrayList<>();
        all.add("sos");
        for (String line : model.metadata("character").split("\n")) {
            String symbol = line.replace("\r", "");
            if (!symbol.equals("<td>") && !symbol.equals("<td></td>")) {
                all.add(symbol);
            }
        }
        all.add("<td></td>");
        all.add("eos");
        this.symbols = List.copyOf(all);
    }

    /**
     * The structure of the table that fills the picture, empty if the model sees no cell.
     *
     * @param table its picture with a small margin
     */
    public Optional<Structure> recognize(BufferedImage table) {
        int width = table.getWidth();
        int height = table.getHeight();
        double scale = SIDE / (double) Math.max(width, height);
        PicturePlanes planes =
                PicturePlanes.imageNet(
                        table,
                        Math.max(1, (int) (width * scale)),
                        Math.max(1, (int) (height * scale)),
                        SIDE,
                        SIDE);
        return model.run(planes, outputs -> decoded(outputs, width, height));
    }

    private Optional<Structure> decoded(List<OnnxModel.Tensor> outputs, int width, int height) {
        FloatBuffer corners = outputs.get(0).values();
        OnnxModel.Tensor chances = outputs.get(1);
        int classes = chances.size(2);
        TableMarkup markup = new TableMarkup();
        double sum = 0;
        int count = 0;
        for (int time = 0; time < chances.size(1); time++) {
            int best = likeliest(chances.values(), time * classes, classes);
            String symbol = best < symbols.size() ? symbols.get(best) : "eos";
            if (symbol.equals("eos") && time > 0) {
                break;
            }
            if (symbol.equals("sos") || symbol.equals("eos")) {
                continue;
            }
            sum += chances.values().get(time * classes + best);
            count++;
            double[] box = box(corners, time * 8, width, height);
            markup.add(symbol, box);
        }
        double confidence = count == 0 ? 0 : Math.clamp(sum / count, 0, 1);
        return markup.grid().map(grid -> new Structure(grid, confidence));
    }

    private static int likeliest(FloatBuffer values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values.get(from + i) > values.get(from + best)) {
                best = i;
            }
        }
        return best;
    }

    /** Left, top, right and bottom around four corners, in pixels inside the picture. */
    private static double[] box(FloatBuffer corners, int at, int width, int height) {
        double longer = Math.max(width, height);
        double[] box = {width, height, 0, 0};
        for (int corner = 0; corner < 4; corner++) {
            double x = Math.clamp(corners.get(at + 2 * corner) * longer, 0, width);
            double y = Math.clamp(corners.get(at + 2 * corner + 1) * longer, 0, height);
            box[0] = Math.min(box[0], x);
            box[1] = Math.min(box[1], y);
            box[2] = Math.max(box[2], x);
            box[3] = Math.max(box[3], y);
        }
        return box;
    }

    @Override
    public void close() {
        model.close();
    }
}
