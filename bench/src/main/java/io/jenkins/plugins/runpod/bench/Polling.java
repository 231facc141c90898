package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A GET for each pod every two seconds, on as many threads as the engine has, with the same client. Reads no logs. */
final class Polling {
    private static final int THREADS = 16;
    private static final long PERIOD = 2_000;

    private final Options options;
    private final Driver driver;
    private final List<String> pods;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();

    Polling(Options options, Driver driver) throws IOException {
        this.options = options;
        this.driver = driver;
        pods = options.pods();
    }

    /** Follows the pods. */
    void run() throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Peer.config(options))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build()) {
            Peer.pod(client, pods.get(0)).get(); // loads what is there once
            driver.tell("empty");
            if (options.values().containsKey("wait")) {
                driver.obey();
            }
            driver.tell("begin");
            for (String pod : pods) {
                threads.schedule(
                        () -> begin(client, pod), ThreadLocalRandom.current().nextLong(PERIOD), TimeUnit.MILLISECONDS);
            }
            driver.obey();
            threads.shutdownNow();
        }
    }

    private void begin(KubernetesClient client, String pod) {
        Peer.create(options, client, pod);
        poll(client, pod, true);
    }

    private void poll(KubernetesClient client, String pod, boolean first) {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD);
        boolean end = Peer.over(Peer.pod(client, pod).get());
        if (first && seen.incrementAndGet() == pods.size()) {
            driver.tell("seen");
        }
        if (!end) {
            threads.schedule(() -> poll(client, pod, false), due - System.nanoTime(), TimeUnit.NANOSECONDS);
            return;
        }
        driver.finished(pod, "SUCCEEDED");
        if (over.incrementAndGet() == pods.size()) {
            driver.tell("finished");
        }
    }
}
