package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A create, a watch, a followed log and a delete for each pod over OkHttp, whose limit of requests at once is lifted. */
final class WatchEach {
    private static final int THREADS = 16;

    private final Options options;
    private final PeerWords words;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    WatchEach(Options options, Driver driver) throws IOException {
        this.options = options;
        words = new PeerWords(options, driver);
    }

    /** Follows the pods. */
    void run() throws Exception {
        Config config = Peer.config(options);
        config.setMaxConcurrentRequests(100_000);
        config.setMaxConcurrentRequestsPerHost(100_000);
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build()) {
            follow(client, words.first());
            words.await(pods -> pods.forEach(pod -> threads.execute(() -> follow(client, pod))));
            threads.shutdownNow();
        }
    }

    private void follow(KubernetesClient client, String name) {
        Peer.create(options, client, name);
        Peer.pod(client, name).watch(new Watcher<>() {
            private boolean seen;
            private boolean logged;
            private boolean over;

            @Override
            public void eventReceived(Action action, Pod pod) {
                boolean runs = "Running".equals(pod.getStatus().getPhase());
                if (!logged && (runs || Peer.over(pod))) {
                    logged = true;
                    // Not on the watch's own thread, which it would hold.
                    Thread reader = new Thread(() -> Peer.pod(client, name).watchLog(OutputStream.nullOutputStream()));
                    reader.start();
                }
                if (!seen) {
                    seen = true;
                    words.seen();
                }
                if (!over && Peer.over(pod)) {
                    over = true;
                    words.finished(name);
                    threads.execute(() -> delete(client, name));
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
    }

    private void delete(KubernetesClient client, String name) {
        Peer.delete(client, name);
        words.settled();
    }
}
