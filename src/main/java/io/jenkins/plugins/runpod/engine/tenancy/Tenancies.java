package io.jenkins.plugins.runpod.engine.tenancy;

import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The tenancies of a controller, one for each namespace that it uses. Safe for use by many threads. */
public final class Tenancies {
    private static final Logger LOGGER = Logger.getLogger(Tenancies.class.getName());

    private final String holder;
    private final TenancyTiming timing;
    private final Timer timer;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Key, Tenancy> tenancies = new ConcurrentHashMap<>();

    private record Key(Object access, String controller, String namespace) {}

    /**
     * @param holder the holder of the leases: {@link HolderIdentity#of}
     * @param clock for the times in a lease, which are only for readers
     */
    public Tenancies(String holder, TenancyTiming timing, Timer timer, Clock clock, LongSupplier nanoTime) {
        this.holder = holder;
        this.timing = timing;
        this.timer = timer;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * The tenancy of a namespace.
     *
     * @param access equal for the same cluster
     * @param name the name of the cluster, for messages
     * @param controller the owner of the pods, as the value of a label
     * @param clients leases the cluster for each request, and the lease is returned after it
     */
    public Tenancy of(
            Object access, String name, String controller, String namespace, Supplier<SharedCluster> clients) {
        return tenancies.computeIfAbsent(
                new Key(access, controller, namespace),
                key -> new Tenancy(
                        name, new LeaseText(namespace, controller, holder), clients, timing, timer, clock, nanoTime));
    }

    /** The tenancies whose lease another controller with the same identity holds. */
    public List<Tenancy> contested(String controller) {
        return tenancies.entrySet().stream()
                .filter(entry -> entry.getKey().controller().equals(controller))
                .map(Map.Entry::getValue)
                .filter(tenancy -> tenancy.other().isPresent())
                .sorted(Comparator.comparing(Tenancy::where))
                .toList();
    }

    /** Releases idle leases at shutdown, so that the next holder need not wait. Blocks for at most {@code timeout}. */
    public void close(Duration timeout) {
        CompletableFuture<?>[] all = tenancies.values().stream()
                .map(tenancy -> tenancy.leave().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOGGER.log(Level.FINE, "Cannot release a lease in time. It expires by itself.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
