package io.jenkins.plugins.runpod.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and the ordinary kill, as calls. A shutdown hook would do for the first of them; only a handler hears a second.
 */
final class Interrupts implements AutoCloseable {
    private final Map<Signal, SignalHandler> before;

    private Interrupts(Map<Signal, SignalHandler> before) {
        this.before = before;
    }

    /** @param interrupted gets the signal's name, on a thread of the JVM's; must not block for long */
    static Interrupts to(Consumer<String> interrupted) {
        return new Interrupts(List.of("INT", "TERM").stream()
                .map(Signal::new)
                .collect(Collectors.toMap(
                        signal -> signal,
                        signal -> Signal.handle(signal, got -> interrupted.accept("SIG" + got.getName())))));
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
