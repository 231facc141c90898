package io.jenkins.plugins.runpod.engine.faults;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads of an engine and its HTTP clients that came after this was made: a client's thread stays until garbage is collected. */
final class EngineThreads {
    /** Workers, and what the two HTTP clients of a cluster have each. */
    static final int MOST = Controller.WORKERS + 2;

    private final Set<Thread> before = present();

    int count() {
        Set<Thread> now = present();
        now.removeAll(before);
        return now.size();
    }

    private static Set<Thread> present() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("run-pod-")
                        || thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }
}
