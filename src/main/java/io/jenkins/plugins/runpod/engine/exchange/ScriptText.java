package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Keeps the beginning of what a script writes. Its answers are short. */
final class ScriptText implements ExecOutput {
    private static final int LONGEST = 256 << 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Predicate<String> whole;
    private final Runnable works;

    /**
     * Empty.
     *
     * @param whole whether a text has the answer
     * @param works is called for each line that shows that a long command still works, on any thread
     */
    ScriptText(Predicate<String> whole, Runnable works) {
        this.whole = whole;
        this.works = works;
    }

    @Override
    public synchronized void received(ByteBuffer chunk, Runnable next) {
        byte[] some = new byte[Math.min(chunk.remaining(), LONGEST - bytes.size())];
        chunk.get(some);
        bytes.writeBytes(some);
        if (new String(some, StandardCharsets.UTF_8).lines().anyMatch("."::equals)) {
            works.run();
        }
        next.run();
    }

    /** A script ends with its answer. */
    @Override
    public boolean isComplete() {
        return whole.test(text());
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
