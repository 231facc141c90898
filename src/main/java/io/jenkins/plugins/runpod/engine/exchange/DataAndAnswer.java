package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import java.nio.ByteBuffer;

/** What a script writes: data of a known length, and then its answer. Called by one thread at a time. */
final class DataAndAnswer implements ExecOutput {
    private final ExecOutput data;
    private final ScriptText answer;
    private long left;

    /** @param length of the data, in bytes */
    DataAndAnswer(long length, ExecOutput data, ScriptText answer) {
        this.left = length;
        this.data = data;
        this.answer = answer;
    }

    @Override
    public void received(ByteBuffer chunk, Runnable next) {
        int count = (int) Math.min(chunk.remaining(), left);
        ByteBuffer part = chunk.slice().limit(count);
        ByteBuffer rest = chunk.position(chunk.position() + count);
        left -= count;
        if (!rest.hasRemaining()) {
            data.received(part, next);
        } else if (count == 0) {
            answer.received(rest, next);
        } else {
            data.received(part, () -> answer.received(rest, next));
        }
    }

    @Override
    public boolean isComplete() {
        return answer.isComplete();
    }
}
