package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of what a script writes. Its answers are short. */
final class ScriptText implements ExecOutput {
    private static final int LONGEST = 256 << 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Runnable works;

    /** @param works is called for each line that shows that a long command still works, on any thread */
    ScriptText(Runnable works) {
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

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
