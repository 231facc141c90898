package io.jenkins.plugins.runpod.runtime;

import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.ClusterConnection;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.kube.client.KubeThreads;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.tenancy.AccountGuard;
import io.jenkins.plugins.runpod.engine.tenancy.GuardedCluster;
import io.jenkins.plugins.runpod.engine.tenancy.HolderIdentity;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancies;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancy;
import io.jenkins.plugins.runpod.engine.tenancy.TenancyTiming;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How this controller reaches its clusters, and where it is the one that may change things. Safe for use by many threads. */
final class Connections {
    private static final Logger LOGGER = Logger.getLogger(Connections.class.getName());
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final KubeClients clients;
    private final Tenancies tenancies;

    Connections(Path home, KubeThreads threads, Timer timer) {
        clients = new KubeClients(threads, timer);
        tenancies =
                new Tenancies(HolderIdentity.of(home), TenancyTiming.USUAL, timer, Clock.systemUTC(), System::nanoTime);
    }

    /** @param controller the identity under which it is used */
    SharedCluster acquire(ClusterConfiguration cluster, String controller) {
        ClusterConnection connection = cluster.connection();
        ClusterSettings usual = ClusterSettings.of(PodLabels.selector(controller));
        int perSecond = cluster.getRequestsPerSecond();
        ClusterSettings settings = perSecond <= 0
                ? usual
                : new ClusterSettings(usual.selector(), perSecond, 2 * perSecond, usual.requestTimeout());
        return clients.acquire(
                connection,
                connection,
                settings,
                backlog -> LOGGER.log(Level.INFO, "Requests to cluster {0} wait for its limit: {1}", new Object[] {
                    cluster.getName(), backlog
                }));
    }

    Tenancy tenancy(ClusterConfiguration cluster, String controller, String namespace) {
        return tenancies.of(
                cluster.connection(),
                cluster.getName(),
                PodLabels.value(controller),
                namespace,
                () -> acquire(cluster, controller));
    }

    /**
     * The same cluster, but nothing is changed where another controller has the same identity, and no pod gets the account of this
     * one.
     */
    Cluster guarded(SharedCluster shared, ClusterConfiguration cluster, String controller) {
        return new GuardedCluster(
                shared, namespace -> tenancy(cluster, controller, namespace), new AccountGuard(shared::account));
    }

    List<Tenancy> contested(String controller) {
        return tenancies.contested(PodLabels.value(controller));
    }

    /** How many requests were sent. */
    long requests() {
        return clients.requests();
    }

    /** The controller is going down. Waits for two seconds at most. */
    void close() {
        tenancies.close(LAST_WORDS);
    }
}
