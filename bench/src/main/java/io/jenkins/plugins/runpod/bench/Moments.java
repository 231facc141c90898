package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.log.LogSource;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The moments of one task between the end of its pod and its result, in microseconds since 1970. It looks through the engine's own
 * ports, so the engine knows nothing of it. Safe for use by many threads.
 */
final class Moments {
    /** Sees a call of a port before it happens, and what it returns. */
    private interface Tap {
        default void called(String method, Object[] arguments) {}

        default Object returned(String method, Object answer) {
            return answer;
        }
    }

    private final Runnable sight;
    private final Runnable log;
    private final AtomicLong saves;
    private boolean seen;
    private volatile long event;
    private volatile long asked;
    private volatile long head;
    private volatile long ended;
    private volatile long saved;

    /**
     * @param sight runs when the watch shows the task's pod for the first time
     * @param log runs when its log has answered for the first time
     * @param saves counts what is saved
     */
    Moments(Runnable sight, Runnable log, AtomicLong saves) {
        this.sight = sight;
        this.log = log;
        this.saves = saves;
    }

    /** The cluster with taps on its watch and its logs. */
    Cluster of(Cluster cluster) {
        Kube kube = around(Kube.class, cluster.kube(), new Tap() {
            @Override
            public Object returned(String method, Object answer) {
                return method.equals("log") ? of((LogSource) answer) : answer;
            }
        });
        return around(Cluster.class, cluster, new Tap() {
            @Override
            public void called(String method, Object[] arguments) {
                if (method.equals("follow")) {
                    arguments[2] = of((PodWatcher) arguments[2]);
                }
            }

            @Override
            public Object returned(String method, Object answer) {
                return method.equals("kube") ? kube : answer;
            }
        });
    }

    /** The store with a tap on what it saves. */
    TaskStore of(TaskStore store) {
        return around(TaskStore.class, store, new Tap() {
            @Override
            public Object returned(String method, Object answer) {
                if (method.equals("save")) {
                    saves.incrementAndGet();
                    saved = Driver.now();
                }
                return answer;
            }
        });
    }

    /** Pairs of name and time, without what has not been seen. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        add(text, "event", event);
        add(text, "asked", asked);
        add(text, "head", head);
        add(text, "ended", ended);
        add(text, "saved", saved);
        return text.toString();
    }

    private static void add(StringBuilder text, String name, long time) {
        if (time > 0) {
            text.append(' ').append(name).append('=').append(time);
        }
    }

    private PodWatcher of(PodWatcher watcher) {
        return around(PodWatcher.class, watcher, new Tap() {
            @Override
            public void called(String method, Object[] arguments) {
                if (!method.equals("seen")) {
                    return;
                }
                if (!seen) {
                    seen = true;
                    sight.run();
                }
                if (event == 0 && isOver((PodSnapshot) arguments[0])) {
                    event = Driver.now();
                }
            }
        });
    }

    private static boolean isOver(PodSnapshot pod) {
        return pod.phase().equals("Succeeded") || pod.phase().equals("Failed");
    }

    private LogSource of(LogSource source) {
        return around(LogSource.class, source, new Tap() {
            @Override
            public void called(String method, Object[] arguments) {
                asked = Driver.now();
                arguments[arguments.length - 1] = of((LogReceiver) arguments[arguments.length - 1]);
            }
        });
    }

    private LogReceiver of(LogReceiver receiver) {
        return around(LogReceiver.class, receiver, new Tap() {
            @Override
            public void called(String method, Object[] arguments) {
                switch (method) {
                    case "answered" -> answered();
                    case "ended" -> ended = Driver.now();
                    default -> {}
                }
            }
        });
    }

    private void answered() {
        if (head == 0) {
            log.run();
        }
        head = Driver.now();
    }

    /** Not by implementing the port, which may have more methods in another revision. */
    private static <T> T around(Class<T> port, T inner, Tap tap) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
            if (method.getName().equals("equals")) {
                return proxy == arguments[0];
            }
            tap.called(method.getName(), arguments);
            try {
                return tap.returned(method.getName(), method.invoke(inner, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
