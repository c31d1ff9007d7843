package dev.sundog.cli.progress;

import dev.sundog.model.progress.ProgressListener;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Progress on standard error: on a terminal a bar with rate and ETA, elsewhere a line every few
 * seconds. Silent if asked to be. Not thread-safe beyond what the bar itself is; one display for
 * one piece of work.
 */
public final class ProgressDisplay implements ProgressListener, AutoCloseable {
    private static final long LINE_INTERVAL_NANOS = 10_000_000_000L;

    private final boolean quiet;
    private final boolean terminal = System.console() != null && System.console().isTerminal();
    private @Nullable ProgressBar bar;
    private String task = "";
    private long started;
    private long lastLine;

    private ProgressDisplay(boolean quiet) {
        this.quiet = quiet;
    }

    public static ProgressDisplay create(boolean quiet) {
        return new ProgressDisplay(quiet);
    }

    @Override
    public synchronized void onProgress(String task, long done, long total) {
        onProgress(task, done, total, "");
    }

    /** The same with a few words beside the bar, e.g. the loss. */
    public synchronized void onProgress(String task, long done, long total, String note) {
        if (quiet) {
            return;
        }
        if (!task.equals(this.task)) {
            close();
            this.task = task;
            started = System.nanoTime();
            lastLine = started;
        }
        if (terminal) {
            drawBar(task, done, total, note);
        } else {
            printLine(task, done, total, note);
        }
    }

    /** A remark above the bar. */
    public synchronized void say(String remark) {
        if (!quiet) {
            close();
            System.err.println(remark);
        }
    }

    private void drawBar(String task, long done, long total, String note) {
        ProgressBar current = bar;
        if (current == null) {
            current =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(total)
                            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                            .setUpdateIntervalMillis(250)
                            .setConsumer(new ConsoleProgressBarConsumer(System.err))
                            .showSpeed()
                            .build();
            bar = current;
        }
        current.maxHint(total);
        current.stepTo(done);
        current.setExtraMessage(note);
    }

    private void printLine(String task, long done, long total, String note) {
        long now = System.nanoTime();
        if (now - lastLine < LINE_INTERVAL_NANOS
                && !(done == total && now - started > LINE_INTERVAL_NANOS)) {
            return;
        }
        lastLine = now;
        double seconds = (now - started) / 1e9;
        String share =
                total > 0
                        ? String.format(
                                Locale.ROOT, " of %,d (%.0f %%)", total, 100.0 * done / total)
                        : "";
        String eta =
                total > 0 && done > 0 ? ", ETA " + duration(seconds * (total - done) / done) : "";
        System.err.printf(
                Locale.ROOT,
                "%s: %,d%s%s%s%n",
                task,
                done,
                share,
                eta,
                note.isEmpty() ? "" : ", " + note);
    }

    /** Seconds as a person writes them: {@code 42s}, {@code 3m05s}, {@code 1h02m}. */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%dh%02dm", whole / 3600, whole / 60 % 60);
    }

    @Override
    public synchronized void close() {
        ProgressBar current = bar;
        if (current != null) {
            current.close();
            bar = null;
        }
        task = "";
    }
}
