package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A create, a GET every two seconds and a delete for each pod, on 16 threads, with the same client. Reads
 * no log, or with the option {@code log} each log once, at its end.
 */
final class Polling {
    private static final int THREADS = 16;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(2);

    private final Options options;
    private final PeerWords words;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);

    Polling(Options options, Driver driver) throws IOException {
        this.options = options;
        words = new PeerWords(options, driver);
    }

    /** Follows the pods. */
    void run() throws Exception {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Peer.config(options))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build()) {
            begin(client, words.first());
            words.await(pods -> pods.forEach(pod -> threads.execute(() -> begin(client, pod))));
            threads.shutdownNow();
        }
    }

    private void begin(KubernetesClient client, String pod) {
        Peer.create(options, client, pod);
        boolean end = Peer.over(Peer.pod(client, pod).get());
        words.seen();
        // Not all of them in step.
        go(client, pod, end, ThreadLocalRandom.current().nextLong(PERIOD));
    }

    private void poll(KubernetesClient client, String pod) {
        long due = System.nanoTime() + PERIOD;
        boolean end = Peer.over(Peer.pod(client, pod).get());
        go(client, pod, end, due - System.nanoTime());
    }

    private void go(KubernetesClient client, String pod, boolean end, long nanos) {
        if (!end) {
            threads.schedule(() -> poll(client, pod), nanos, TimeUnit.NANOSECONDS);
            return;
        }
        if (options.values().containsKey("log")) {
            Peer.pod(client, pod).getLog();
        }
        words.finished(pod);
        Peer.delete(client, pod);
        words.settled();
    }
}
