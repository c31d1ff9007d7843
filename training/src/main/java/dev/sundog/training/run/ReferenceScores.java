package dev.sundog.training.run;

import dev.sundog.model.failure.SundogException;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.ReferenceModel;
import dev.sundog.training.objective.Sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Log-probabilities of preference pairs under the reference model, computed once and kept in a file
 * of the run's directory, a pair at a time, so that a run that was stopped computes none of them
 * twice. Little-endian: magic {@code SDGREFER}, digest of pairs and reference (long); then for each
 * pair the chosen and the rejected sequence's log-probability (doubles) and the CRC-32C of the two
 * (int).
 */
final class ReferenceScores {
    static final String FILE = "reference-scores.bin";

    private static final long MAGIC = 0x5245464552474453L;
    private static final int HEADER_BYTES = 16;
    private static final int RECORD_BYTES = 20;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Path file;
    private final TrainingSet.Preferences set;
    private final double[] scores;
    private int known;

    private ReferenceScores(Path directory, TrainingSet.Preferences set) {
        this.file = directory.resolve(FILE);
        this.set = set;
        this.scores = new double[2 * set.pairs().size()];
    }

    /** What an earlier part of the run has computed. */
    static ReferenceScores read(Path directory, TrainingSet.Preferences set) {
        ReferenceScores scores = new ReferenceScores(directory, set);
        scores.readKnown();
        return scores;
    }

    /** The log-probability of sequence {@code number}: 2i chosen, 2i + 1 rejected of pair i. */
    double of(long number) {
        return scores[(int) number];
    }

    /**
     * Computes what is missing.
     *
     * @return false if the listener asked to stop
     */
    boolean complete(TrainingListener listener) {
        int size = set.pairs().size();
        if (known == size) {
            return true;
        }
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                ReferenceModel model = set.reference().get()) {
            channel.truncate(known == 0 ? 0 : HEADER_BYTES + (long) known * RECORD_BYTES);
            if (known == 0) {
                write(channel, buffer(HEADER_BYTES).putLong(MAGIC).putLong(digest()));
            }
            channel.position(channel.size());
            for (; known < size; known++) {
                if (listener.stopRequested()) {
                    return false;
                }
                PreferencePair pair = set.pairs().get(known);
                double chosen = score(model, pair.chosen(), known);
                double rejected = score(model, pair.rejected(), known);
                write(channel, line(chosen, rejected));
                scores[2 * known] = chosen;
                scores[2 * known + 1] = rejected;
                listener.onReference(known + 1, size);
            }
            channel.force(true);
            return true;
        } catch (IOException e) {
            throw TrainingState.writeFailed(file, e);
        }
    }

    private static double score(ReferenceModel model, Sample sample, int pair) {
        double score = model.logProbability(sample);
        if (!Double.isFinite(score)) {
            throw SundogException.data(
                    "reference-not-finite",
                    "The reference model gives pair "
                            + pair
                            + " the log-probability "
                            + score
                            + ", expected a finite number; check its weights.");
        }
        return score;
    }

    private void readKnown() {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = buffer(HEADER_BYTES);
            if (!fill(channel, header)
                    || header.getLong() != MAGIC
                    || header.getLong() != digest()) {
                return;
            }
            ByteBuffer line = buffer(RECORD_BYTES);
            while (known < set.pairs().size() && fill(channel, line.clear())) {
                if (line.getInt(16) != checksum(line)) {
                    return;
                }
                scores[2 * known] = line.getDouble(0);
                scores[2 * known + 1] = line.getDouble(8);
                known++;
            }
        } catch (IOException e) {
            throw SundogException.resource("reference-unreadable", file + ": " + e.getMessage(), e);
        }
    }

    private static ByteBuffer line(double chosen, double rejected) {
        ByteBuffer line = buffer(RECORD_BYTES).putDouble(chosen).putDouble(rejected);
        return line.putInt(checksum(line));
    }

    private static int checksum(ByteBuffer line) {
        CRC32C checksum = new CRC32C();
        checksum.update(line.duplicate().position(0).limit(16));
        return (int) checksum.getValue();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static boolean fill(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                return false;
            }
        }
        bytes.flip();
        return true;
    }

    /** Of all ids and masks, and of who scores them. */
    private long digest() {
        long hash = digest(set.pairs());
        for (int i = 0; i < set.referenceName().length(); i++) {
            hash = (hash ^ set.referenceName().charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Of the ids and masks of pairs. */
    static long digest(List<PreferencePair> pairs) {
        long hash = FNV_OFFSET;
        for (PreferencePair pair : pairs) {
            hash = digest(digest(hash, pair.chosen()), pair.rejected());
        }
        return hash;
    }

    /** Goes on with the ids and mask of a sample. */
    static long digest(long before, Sample sample) {
        long hash = (before ^ sample.ids().length) * FNV_PRIME;
        for (int i = 0; i < sample.ids().length; i++) {
            int value = sample.counted()[i] ? sample.ids()[i] : ~sample.ids()[i];
            hash = (hash ^ value) * FNV_PRIME;
        }
        return hash;
    }
}
