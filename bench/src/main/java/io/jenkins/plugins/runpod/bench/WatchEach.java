package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
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
        Follower follower = new Follower(client, name);
        follower.watch.complete(Peer.pod(client, name).watch(follower));
    }

    private void delete(KubernetesClient client, Follower follower) {
        Peer.delete(client, follower.name);
        follower.watch.join().close();
        words.settled();
    }

    /** The watch of one pod, which begins with its log. */
    private final class Follower implements Watcher<Pod> {
        private final KubernetesClient client;
        private final String name;
        private final CompletableFuture<Watch> watch = new CompletableFuture<>();
        private final CompletableFuture<Void> logEnd = new CompletableFuture<>();
        private boolean seen;
        private boolean logged;
        private boolean over;

        Follower(KubernetesClient client, String name) {
            this.client = client;
            this.name = name;
        }

        @Override
        public void eventReceived(Action action, Pod pod) {
            boolean runs = "Running".equals(pod.getStatus().getPhase());
            if (!logged && (runs || Peer.over(pod))) {
                logged = true;
                new Thread(this::readLog).start(); // Not on the watch's own thread, which it would hold.
            }
            if (!seen) {
                seen = true;
                words.seen();
            }
            if (!over && Peer.over(pod)) {
                over = true;
                long known = words.finished(name);
                logEnd.thenRun(() -> words.logged(name, known));
                threads.execute(() -> delete(client, this));
            }
        }

        private void readLog() {
            Peer.pod(client, name)
                    .watchLog(OutputStream.nullOutputStream())
                    .onClose()
                    .thenAccept(error -> {
                        if (error == null) { // a log that failed has no end
                            logEnd.complete(null);
                        }
                    });
        }

        @Override
        public void onClose(WatcherException cause) {}
    }
}
