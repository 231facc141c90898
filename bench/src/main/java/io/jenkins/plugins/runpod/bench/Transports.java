package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows logs of pods that run, and nothing else, by one transport of the client library or by the engine's own. Says when each log
 * has its first byte, and at its end whether each line came exactly once.
 */
final class Transports {
    private static final Map<String, String> FACTORIES = Map.of(
            "jdk", "io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory",
            "jetty", "io.fabric8.kubernetes.client.jetty.JettyHttpClientFactory",
            "vertx", "io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory",
            "okhttp", "io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory");

    /** Logs that are asked for and have not answered, as in the engine. */
    private static final int AT_ONCE = 32;

    private final Options options;
    private final Driver driver;
    private final List<String> pods;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final Map<String, NumberedLines> logs = new HashMap<>();

    Transports(Options options, Driver driver) throws IOException {
        this.options = options;
        this.driver = driver;
        pods = options.pods();
        pods.forEach(pod -> logs.put(pod, new NumberedLines(this::seen)));
    }

    /** Follows the logs until it is told to quit, and prints on standard error how many lines came and how many came wrongly. */
    void run() throws Exception {
        if (options.text("transport", "").equals("ours")) {
            try (OurEngine engine = new OurEngine(options)) {
                follow(1, pod -> engine.cluster()
                        .kube()
                        .log(Peer.NAMESPACE, pod, container())
                        .open(Optional.empty(), true, new Receiver(pod)));
            }
        } else {
            followByClients();
        }
        System.err.println("LINES "
                + logs.values().stream().mapToLong(NumberedLines::lines).sum());
        System.err.println("WRONG "
                + logs.values().stream().mapToLong(NumberedLines::wrong).sum());
    }

    private interface Opener {
        void open(String pod) throws Exception;
    }

    /** @param first so many logs are opened before the others, one for each client, so that its first connection is there */
    private void follow(int first, Opener opener) throws Exception {
        openAll(pods.subList(0, first), opener);
        turns.acquire(AT_ONCE);
        turns.release(AT_ONCE);
        driver.tell("empty");
        driver.obey();
        driver.tell("begin");
        Thread opening = new Thread(() -> openAll(pods.subList(first, pods.size()), opener), "opener");
        opening.setDaemon(true);
        opening.start();
        driver.obey();
    }

    private void openAll(List<String> some, Opener opener) {
        try {
            for (String pod : some) {
                turns.acquire();
                opener.open(pod);
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
    }

    private void followByClients() throws Exception {
        int each = options.number("each", Integer.MAX_VALUE);
        HttpClient.Factory factory = (HttpClient.Factory) Class.forName(FACTORIES.get(options.text("transport", "")))
                .getConstructor()
                .newInstance();
        List<KubernetesClient> clients = new ArrayList<>();
        for (int begun = 0; begun < pods.size(); begun += Math.min(each, pods.size())) {
            clients.add(new KubernetesClientBuilder()
                    .withConfig(config())
                    .withHttpClientFactory(factory)
                    .build());
        }
        Map<String, KubernetesClient> of = new HashMap<>();
        for (int i = 0; i < pods.size(); i++) {
            of.put(pods.get(i), clients.get(i % clients.size()));
        }
        follow(clients.size(), pod -> request(of.get(pod), pod));
        clients.forEach(KubernetesClient::close);
    }

    private Config config() {
        Config config = Peer.config(options);
        config.setMaxConcurrentRequests(100_000);
        config.setMaxConcurrentRequestsPerHost(100_000);
        config.setHttp2Disable(options.text("http", "2").equals("1"));
        config.setRequestTimeout(0); // a followed log has no end
        return config;
    }

    private void request(KubernetesClient client, String pod) {
        HttpClient http = client.getHttpClient();
        String url = client.getMasterUrl() + "api/v1/namespaces/" + Peer.NAMESPACE + "/pods/" + pod
                + "/log?timestamps=true&follow=true&container=" + container();
        http.consumeBytes(http.newHttpRequestBuilder().uri(URI.create(url)).build(), (chunks, body) -> {
                    chunks.forEach(logs.get(pod)::received);
                    body.consume();
                })
                .whenComplete((answer, error) -> {
                    turns.release();
                    if (error != null) {
                        failed(pod, error.toString());
                    } else {
                        answer.body().done().whenComplete((done, broken) -> ended(pod, broken == null ? "" : broken.toString()));
                        answer.body().consume();
                    }
                });
    }

    private String container() {
        return options.text("container", "ticker");
    }

    private void seen() {
        if (seen.incrementAndGet() == pods.size()) {
            driver.tell("seen");
        }
    }

    private void ended(String pod, String problem) {
        if (!problem.isEmpty()) {
            failed(pod, problem);
        }
        if (over.incrementAndGet() == pods.size()) {
            driver.tell("finished");
        }
    }

    private static void failed(String pod, String why) {
        System.err.println(pod + ": " + why);
    }

    private final class Receiver implements LogReceiver {
        private final String pod;

        Receiver(String pod) {
            this.pod = pod;
        }

        @Override
        public void answered() {
            turns.release();
        }

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            logs.get(pod).received(chunk);
            next.run();
        }

        @Override
        public void ended(LogEnd end) {
            Transports.this.ended(pod, end instanceof LogEnd.Clean ? "" : end.toString());
        }
    }
}
