package io.jenkins.plugins.runpod.testing;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Takes what is logged while tests run off the console. If a test or a class of tests fails, prints what was logged between its
 * start and its end, which includes records of tests that ran at the same time.
 *
 * <p>JUnit finds this listener by {@code META-INF/services}, so it serves every engine. {@code -Dtest.log=console} leaves all
 * records on the console. Handlers are called by any thread.
 */
public final class LogCapture implements TestExecutionListener {
    /** The latest records that are kept. */
    private static final int KEPT = 1_000;
    /** The latest records of one failure that are printed. */
    private static final int PRINTED = 200;

    private record Entry(long number, LogRecord record) {}

    private final Formatter formatter = new SimpleFormatter();
    private final PrintStream out;
    private final Deque<Entry> kept = new ArrayDeque<>();
    private final Map<String, Long> starts = new ConcurrentHashMap<>();
    private final Handler handler = new Capturing();
    private List<Handler> consoles = List.of();
    private long logged;

    /** Called by JUnit. */
    public LogCapture() {
        this(System.err);
    }

    LogCapture(PrintStream out) {
        this.out = out;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (System.getProperty("test.log", "").equals("console")) {
            return;
        }
        Logger root = root();
        consoles = Stream.of(root.getHandlers())
                .filter(ConsoleHandler.class::isInstance)
                .toList();
        consoles.forEach(root::removeHandler);
        root.addHandler(handler);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Logger root = root();
        root.removeHandler(handler);
        consoles.forEach(root::addHandler);
        consoles = List.of();
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        starts.put(test.getUniqueId(), logged());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        long start = starts.remove(test.getUniqueId());
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            print(test.getDisplayName(), start);
        }
    }

    private static Logger root() {
        return Logger.getLogger("");
    }

    private synchronized long logged() {
        return logged;
    }

    private synchronized void keep(LogRecord record) {
        kept.addLast(new Entry(logged++, record));
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
    }

    private synchronized List<LogRecord> latest(long start) {
        long first = Math.max(start, logged - PRINTED);
        return kept.stream()
                .filter(entry -> entry.number >= first)
                .map(Entry::record)
                .toList();
    }

    private void print(String name, long start) {
        long all = logged() - start;
        if (all == 0) {
            return;
        }
        List<LogRecord> latest = latest(start);
        StringBuilder text = new StringBuilder(
                "Logged while %s ran, the last %d of %d records:%n".formatted(name, latest.size(), all));
        latest.forEach(record -> text.append(formatter.format(record)));
        out.print(text);
        out.flush();
    }

    private final class Capturing extends Handler {
        @Override
        public void publish(LogRecord record) {
            keep(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
