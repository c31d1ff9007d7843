package dev.sundog.cli.store;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.cli.progress.ProgressDisplay;

/** A fetch as a person at the terminal sees it. */
public final class StoreProgress implements PullProgress {
    private final ProgressDisplay display;

    public StoreProgress(ProgressDisplay display) {
        this.display = display;
    }

    @Override
    public void bytes(String task, long done, long total, String note) {
        display.onProgress(task, done, total, note);
    }

    @Override
    public void say(String remark) {
        display.say(remark);
    }

    @Override
    public boolean stopped() {
        return Interruption.requested();
    }
}
