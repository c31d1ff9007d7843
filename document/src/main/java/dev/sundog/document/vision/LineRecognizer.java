package dev.sundog.document.vision;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Letters of a line's picture: Latin, Han and kana, no Hangul. Thread-safe; holds native memory
 * until it is closed.
 *
 * <p>Input {@code [1, 3, 48, width]} from -1 to 1, the line brought to a height of 48, zeros to the
 * right up to 320 or the next multiple of 64. Output {@code [1, time, classes]} probabilities:
 * class 0 is no letter, then the letters of the model's remark {@code character}, one a line, last
 * a space. Of each time the likeliest class; repetitions are one letter.
 *
 * <p><b>Source:</b> PP-OCRv6; decoding A. Graves et al., Connectionist temporal classification,
 * ICML 2006, best path.
 */
public final class LineRecognizer implements AutoCloseable {
    /** Its name in outputs. */
    public static final String NAME = "ppocrv6";

    private static final int HEIGHT = 48;
    private static final int NARROWEST = 320;
    private static final int WIDEST = 3840;

    /** Widths of runs are multiples of it, so that there are few different ones. */
    private static final int WIDTH_STEP = 64;

    private final OnnxModel model;
    private final List<String> letters;

    /**
     * A letter.
     *
     * @param text one character, or a space
     * @param center its middle as a share of the picture's width, 0 to 1
     * @param confidence 0 to 1
     */
    public record Letter(String text, double center, double confidence) {}

    LineRecognizer(Path file) {
        this.model = new OnnxModel(file);
        List<String> all = new ArrayList<>();
        all.add("");
        all.addAll(List.of(model.metadata("character").split("\n", -1)));
        all.add(" ");
        this.letters = List.copyOf(all);
    }

    /** The letters of a line, from the left. */
    public List<Letter> read(BufferedImage line) {
        int wide =
                Math.clamp(
                        (int) Math.ceil(HEIGHT * line.getWidth() / (double) line.getHeight()),
                        16,
                        WIDEST);
        int canvas = Math.max(Math.ceilDiv(wide, WIDTH_STEP) * WIDTH_STEP, NARROWEST);
        PicturePlanes planes = PicturePlanes.symmetric(line, wide, HEIGHT, canvas);
        return model.run(
                planes, outputs -> decoded(outputs.getFirst(), letters, canvas / (double) wide));
    }

    /**
     * Best-path decoding.
     *
     * @param stretch width of what the model saw over that of the line in it
     */
    static List<Letter> decoded(OnnxModel.Tensor output, List<String> letters, double stretch) {
        int times = output.size(1);
        int classes = output.size(2);
        FloatBuffer values = output.values();
        List<Letter> read = new ArrayList<>();
        int before = 0;
        int start = 0;
        float surest = 0;
        for (int time = 0; time <= times; time++) {
            int best = time == times ? -1 : likeliest(values, time * classes, classes);
            if (best != before) {
                if (before > 0 && before < letters.size()) {
                    double center = (start + time) / 2.0 / times * stretch;
                    read.add(
                            new Letter(
                                    letters.get(before),
                                    Math.min(1, center),
                                    Math.clamp(surest, 0.0, 1.0)));
                }
                before = best;
                start = time;
                surest = 0;
            }
            if (best > 0) {
                surest = Math.max(surest, values.get(time * classes + best));
            }
        }
        return read;
    }

    private static int likeliest(FloatBuffer values, int from, int count) {
        int best = 0;
        float most = values.get(from);
        for (int i = 1; i < count; i++) {
            float value = values.get(from + i);
            if (value > most) {
                most = value;
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        model.close();
    }
}
