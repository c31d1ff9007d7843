package dev.sundog.cli.command;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * While open, the first Ctrl-C or SIGTERM asks the process to stop and a second one ends it at
 * once. Thread-safe.
 */
final class StopSignals implements AutoCloseable {
    private static final List<String> NAMES = List.of("INT", "TERM");
    private static final int FIRST_SIGNAL_STATUS = 128;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final Map<Signal, SignalHandler> previous = new LinkedHashMap<>();

    private StopSignals() {}

    static StopSignals listen() {
        StopSignals signals = new StopSignals();
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            signals.previous.put(signal, Signal.handle(signal, signals::onSignal));
        }
        return signals;
    }

    private void onSignal(Signal signal) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(FIRST_SIGNAL_STATUS + signal.getNumber());
        }
        asked.countDown();
    }

    /** Returns once the process is asked to stop. */
    void await() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        previous.forEach(Signal::handle);
    }
}
