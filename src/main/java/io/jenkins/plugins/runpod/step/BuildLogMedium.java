package io.jenkins.plugins.runpod.step;

import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.log.LogStorage;
import org.jenkinsci.plugins.workflow.log.OutputStreamTaskListener;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The step's part of the build log. It cannot be cut back; what a step wrote before a crash is found in the log storage. Lines go
 * through whatever decorates the listener, such as masking, so lengths are the storage's; decorators work by the line and keep
 * newlines, so these can be counted.
 */
final class BuildLogMedium implements OutputMedium {
    /** What masking holds back until the line has ended. */
    private static final int LONGEST_LINE = 256 * 1024;

    private final StepContext context;
    private OutputStream stream;
    private FlowNode node;
    private LogStorage storage;

    BuildLogMedium(StepContext context) {
        this.context = context;
    }

    @Override
    public long length() throws IOException {
        open();
        return storage.stepLog(node, true).length();
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        open();
        stream.write(text, offset, count);
        stream.flush();
    }

    @Override
    public boolean cutBack(long length) {
        return false;
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        open();
        NewlineCounter counter = new NewlineCounter();
        storage.stepLog(node, true).writeRawLogTo(length, counter);
        return counter.newlines;
    }

    @Override
    public int longestLine() {
        return LONGEST_LINE;
    }

    private void open() throws IOException {
        if (stream != null) {
            return;
        }
        try {
            node = context.get(FlowNode.class);
            storage = LogStorage.of(node.getExecution().getOwner());
            stream = OutputStreamTaskListener.getOutputStream(context.get(TaskListener.class));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static final class NewlineCounter extends OutputStream {
        private long newlines;

        @Override
        public void write(int b) {
            if (b == '\n') {
                newlines++;
            }
        }

        @Override
        public void write(byte[] text, int offset, int count) {
            for (int i = offset; i < offset + count; i++) {
                write(text[i]);
            }
        }
    }
}
