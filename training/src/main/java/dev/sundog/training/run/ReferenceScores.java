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
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Log-probabilities of preference pairs under the reference model, computed once and kept in a file
 * of the run's directory, a pair at a time in the order in which the run reads them, so that a run
 * that was stopped computes none of them twice. Little-endian: magic {@code SDGREFER}, digest of
 * pairs, reference and order (long); then for each pair the chosen and the rejected sequence's
 * log-probability (doubles) and the CRC-32C of the two (int).
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

    ReferenceScores(Path directory, TrainingSet.Preferences set) {
        this.file = directory.resolve(FILE);
        this.set = set;
        this.scores = new double[2 * set.pairs().size()];
        Arrays.fill(scores, Double.NaN);
    }

    /** The log-probability of sequence {@code number}: 2i chosen, 2i + 1 rejected of pair i. */
    double of(long number) {
        return scores[(int) number];
    }

    /**
     * Computes what an earlier part of the run has not.
     *
     * @param wanted the pairs that are read, each once, in the order of their first use
     * @return false if the listener asked to stop
     */
    boolean complete(int[] wanted, TrainingListener listener) {
        long digest = digest(wanted);
        int known = readKnown(wanted, digest);
        if (known == wanted.length) {
            return true;
        }
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                ReferenceModel model = set.reference().get()) {
            channel.truncate(known == 0 ? 0 : HEADER_BYTES + (long) known * RECORD_BYTES);
            if (known == 0) {
                write(channel, buffer(HEADER_BYTES).putLong(MAGIC).putLong(digest));
            }
            channel.position(channel.size());
            for (int i = known; i < wanted.length; i++) {
                if (listener.stopRequested()) {
                    return false;
                }
                int number = wanted[i];
                PreferencePair pair = set.pairs().get(number);
                scores[2 * number] = score(model, pair.chosen(), number);
                scores[2 * number + 1] = score(model, pair.rejected(), number);
                write(channel, line(scores[2 * number], scores[2 * number + 1]));
                listener.onReference(i + 1, wanted.length);
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

    /** Reads what is there; returns how many pairs, from the first on. */
    private int readKnown(int[] wanted, long digest) {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = buffer(HEADER_BYTES);
            if (!fill(channel, header) || header.getLong() != MAGIC || header.getLong() != digest) {
                return 0;
            }
            ByteBuffer line = buffer(RECORD_BYTES);
            int known = 0;
            while (known < wanted.length && fill(channel, line.clear())) {
                if (line.getInt(16) != checksum(line)) {
                    return known;
                }
                scores[2 * wanted[known]] = line.getDouble(0);
                scores[2 * wanted[known] + 1] = line.getDouble(8);
                known++;
            }
            return known;
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

    /** Of all ids and masks, of who scores them, and in which order. */
    private long digest(int[] wanted) {
        long hash = digest(set.pairs());
        for (int pair : wanted) {
            hash = (hash ^ pair) * FNV_PRIME;
        }
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
