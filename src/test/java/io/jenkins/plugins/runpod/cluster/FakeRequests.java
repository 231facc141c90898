package io.jenkins.plugins.runpod.cluster;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that reached the server, by verb and resource, and the streams that are open. */
public final class FakeRequests {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicInteger logs = new AtomicInteger();
    private final AtomicInteger execs = new AtomicInteger();

    void add(FakeApiRequest request) {
        counts.computeIfAbsent(request.what(), what -> new LongAdder()).increment();
    }

    /** The requests of one sort. @param what verb and resource, {@code create pods} or {@code get pods/log} for example */
    public long count(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** All requests. */
    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** The counts by verb and resource, for a report. */
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((what, count) -> all.put(what, count.sum()));
        return all;
    }

    /** Counts from zero again; open streams stay counted. */
    public void reset() {
        counts.clear();
    }

    /** The watches that are being served now. */
    public int openWatches() {
        return watches.get();
    }

    /** The logs that are being followed now. */
    public int followedLogs() {
        return logs.get();
    }

    /** The connections of execs that are being served now. */
    public int openExecs() {
        return execs.get();
    }

    AtomicInteger execs() {
        return execs;
    }

    AtomicInteger watches() {
        return watches;
    }

    AtomicInteger logs() {
        return logs;
    }
}
