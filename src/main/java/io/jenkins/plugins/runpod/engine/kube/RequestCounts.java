package io.jenkins.plugins.runpod.engine.kube;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that were sent to a cluster, including retries. Safe for use by many threads. */
public final class RequestCounts {
    private final Map<Verb, LongAdder> counts = new EnumMap<>(Verb.class);

    public RequestCounts() {
        for (Verb verb : Verb.values()) {
            counts.put(verb, new LongAdder());
        }
    }

    public void sent(Verb verb) {
        counts.get(verb).increment();
    }

    /** The requests of one verb so far. */
    public long of(Verb verb) {
        return counts.get(verb).sum();
    }

    /** All requests so far. */
    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
