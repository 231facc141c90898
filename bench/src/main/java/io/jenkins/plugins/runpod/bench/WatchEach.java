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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A watch and a followed log for each pod over OkHttp, whose limit of requests at once is lifted. */
final class WatchEach {
    private static final int STARTERS = 16;

    private final Options options;
    private final Driver driver;
    private final List<String> pods;
    private final AtomicInteger seen = new AtomicInteger();
    private final Set<String> over = ConcurrentHashMap.newKeySet();

    WatchEach(Options options, Driver driver) throws IOException {
        this.options = options;
        this.driver = driver;
        pods = options.pods();
    }

    /** Follows the pods. */
    void run() throws IOException {
        Config config = Peer.config(options);
        config.setMaxConcurrentRequests(100_000);
        config.setMaxConcurrentRequestsPerHost(100_000);
        ExecutorService starters = Executors.newFixedThreadPool(STARTERS);
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build()) {
            Peer.pod(client, pods.get(0)).get(); // loads what is there once
            driver.tell("empty");
            if (options.values().containsKey("wait")) {
                driver.obey();
            }
            driver.tell("begin");
            pods.forEach(pod -> starters.execute(() -> follow(client, pod)));
            driver.obey();
            starters.shutdownNow();
        }
    }

    private void follow(KubernetesClient client, String name) {
        Peer.create(options, client, name);
        Peer.pod(client, name).watch(new Watcher<>() {
            private boolean logged;
            private boolean told;

            @Override
            public void eventReceived(Action action, Pod pod) {
                boolean runs = "Running".equals(pod.getStatus().getPhase());
                if (!logged && (runs || Peer.over(pod))) {
                    logged = true;
                    // Not on the watch's own thread, which it would hold.
                    Thread reader = new Thread(() -> Peer.pod(client, name).watchLog(OutputStream.nullOutputStream()));
                    reader.start();
                }
                if (!told) {
                    told = true;
                    if (seen.incrementAndGet() == pods.size()) {
                        driver.tell("seen");
                    }
                }
                if (Peer.over(pod) && over.add(name)) {
                    driver.finished(name, "SUCCEEDED");
                    if (over.size() == pods.size()) {
                        driver.tell("finished");
                    }
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
    }
}
