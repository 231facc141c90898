package io.jenkins.plugins.runpod.runtime;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.ExtensionList;
import hudson.console.ConsoleLogFilter;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.log.FileLogStorage;
import org.jenkinsci.plugins.workflow.log.LogStorage;
import org.jenkinsci.plugins.workflow.log.OutputStreamTaskListener;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The step's part of the build log. It cannot be cut back, but it can count the lines that a step wrote before a crash.
 * Decorators such as masking and time stamps change lines but keep newlines. Lengths are those of the storage, behind
 * the decorators. They are measured once and counted from then on, because measuring reads the index of the whole
 * build.
 *
 * <p>Only the default storage is examined. On another storage a line may be written again after a crash. Used by one
 * thread at a time. May block for disk I/O.
 */
public final class BuildLogMedium implements OutputMedium {
    /** In bytes. Masking holds a line back until it has ended. */
    private static final int LONGEST_LINE = 256 * 1024;

    private final StepContext context;
    private FlowNode node;
    private LogStorage storage;
    private Counting counted;
    private OutputStream decorated;

    public BuildLogMedium(StepContext context) {
        this.context = context;
    }

    /**
     * Names the classes that write to the build log of a step: its storage and its decorators, which may belong to other
     * plugins. Writes nothing.
     */
    public static String kind(StepContext context) throws IOException, InterruptedException {
        List<Object> parts = new ArrayList<>();
        FlowExecutionOwner owner = context.get(FlowNode.class).getExecution().getOwner();
        parts.add(LogStorage.of(owner));
        parts.add(context.get(ConsoleLogFilter.class));
        parts.add(context.get(TaskListenerDecorator.class));
        ExtensionList.lookup(TaskListenerDecorator.Factory.class).forEach(factory -> parts.add(factory.of(owner)));
        return parts.stream()
                .filter(Objects::nonNull)
                .map(part -> part.getClass().getName())
                .collect(Collectors.joining(" "));
    }

    @Override
    public long length() throws IOException {
        open();
        return counted.length;
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        open();
        try {
            decorated.write(text, offset, count);
            decorated.flush();
            counted.flush(); // not every decorator hands it on
            counted.check();
        } catch (IOException e) {
            decorated = null; // what has arrived is measured before anything else is written
            throw e;
        }
    }

    @Override
    public boolean isReadable() {
        return storage == null || measurable();
    }

    @Override
    public boolean cutBack(long length) {
        return false;
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        open();
        if (!measurable()) {
            return length < counted.length ? 1 : 0; // only whole lines are written
        }
        NewlineCounter counter = new NewlineCounter();
        long end = storage.stepLog(node, true).writeRawLogTo(length, counter);
        return end > length ? counter.newlines : 0;
    }

    @Override
    public int longestLine() {
        return LONGEST_LINE;
    }

    private boolean measurable() {
        return storage instanceof FileLogStorage;
    }

    private void open() throws IOException {
        if (decorated != null) {
            return;
        }
        try {
            node = context.get(FlowNode.class);
            FlowExecutionOwner owner = node.getExecution().getOwner();
            storage = LogStorage.of(owner);
            context.get(TaskListener.class); // notes that the step has a log
            OutputStream stream = OutputStreamTaskListener.getOutputStream(storage.nodeListener(node));
            stream.flush(); // after a failure there may be something left that would come out later
            counted = new Counting(
                    stream, measurable() ? storage.stepLog(node, true).length() : 0);
            decorated = OutputStreamTaskListener.getOutputStream(
                    TaskListenerDecorator.apply(new Listener(counted), owner, decorators()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** The decorators of the context's own listener. */
    private TaskListenerDecorator decorators() throws IOException, InterruptedException {
        return TaskListenerDecorator.merge(
                TaskListenerDecorator.fromConsoleLogFilter(context.get(ConsoleLogFilter.class)),
                context.get(TaskListenerDecorator.class));
    }

    @SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "never leaves this process")
    private static final class Listener extends OutputStreamTaskListener.Default {
        private static final long serialVersionUID = 1L;

        private final transient OutputStream stream;

        Listener(OutputStream stream) {
            this.stream = stream;
        }

        @NonNull
        @Override
        public OutputStream getOutputStream() {
            return stream;
        }
    }

    /**
     * Counts bytes and remembers failures of the storage. Decorators may hide them, and at least one of them is a
     * {@link java.io.PrintStream}.
     */
    private static final class Counting extends FilterOutputStream {
        private long length;
        private IOException failure;

        Counting(OutputStream storage, long length) {
            super(storage);
            this.length = length;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] text, int offset, int count) throws IOException {
            check();
            try {
                out.write(text, offset, count);
                length += count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        void check() throws IOException {
            if (failure != null) {
                throw failure;
            }
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
