package io.jenkins.plugins.runpod.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.cluster.ClusterStore;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Controllers with the same identity at one cluster; the time of all of them is set by hand. */
@WithCluster
class TenancyTest {
    private static final Duration IDLE = TenancyTiming.USUAL.idle();

    private EmbeddedCluster cluster;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private final KubeClients clients = new KubeClients(workers, timer);
    private final AtomicLong time = new AtomicLong();
    private volatile Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private final List<Runnable> ticks = new ArrayList<>();

    @AfterEach
    void close() {
        timer.close();
        workers.shutdownNow();
    }

    private Tenancies controller(String place) {
        return new Tenancies(
                place,
                TenancyTiming.USUAL,
                (delay, task) -> {
                    ticks.add(task);
                    return () -> ticks.remove(task);
                },
                new Clock() {
                    @Override
                    public Instant instant() {
                        wall = wall.plusMillis(1); // two renewals never say the same
                        return wall;
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                },
                time::get);
    }

    private Tenancy tenancy(String place) {
        return tenancy(controller(place));
    }

    private Tenancy tenancy(Tenancies controller) {
        return controller.of(
                "cluster",
                "test",
                "same",
                "default",
                () -> clients.acquire(
                        "cluster",
                        () -> Config.fromKubeconfig(cluster.kubeconfig()),
                        ClusterSettings.of("a=b"),
                        waits -> {}));
    }

    private static Optional<KubeFailure> ask(Tenancy tenancy) {
        return tenancy.ask()
                .toCompletableFuture()
                .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static boolean may(Tenancy tenancy) {
        return ask(tenancy).isEmpty();
    }

    private void pass(Duration span) {
        time.addAndGet(span.toNanos());
    }

    /** What the timer has to do, until it is done. */
    private void tick(Tenancy... tenancies) {
        List<Runnable> due = List.copyOf(ticks);
        ticks.clear();
        due.forEach(Runnable::run);
        for (Tenancy tenancy : tenancies) {
            tenancy.keep()
                    .toCompletableFuture()
                    .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    private ObjectNode lease() {
        return cluster.store()
                .list(Resource.LEASES, "default", lease -> true)
                .items()
                .get(0);
    }

    private long requests() {
        return cluster.requests().total();
    }

    /** A command that does nothing but count. */
    private static final class Command implements Exec {
        final AtomicLong started = new AtomicLong();
        final AtomicLong cancelled = new AtomicLong();

        Exec start() {
            started.incrementAndGet();
            return this;
        }

        @Override
        public CompletionStage<ExecResult> result() {
            return CompletableFuture.completedFuture(new ExecResult(3, "", 0, 0));
        }

        @Override
        public void cancel() {
            cancelled.incrementAndGet();
        }
    }

    @Test
    void aCommandRunsWhereThingsMayBeChangedAndNowhereElse() {
        Command command = new Command();
        Exec allowed = GuardedExec.start(tenancy("a"), command::start);
        assertThat(allowed.result().toCompletableFuture())
                .succeedsWithin(Patience.HANG)
                .isEqualTo(new ExecResult(3, "", 0, 0));
        allowed.cancel();
        assertThat(command.cancelled).hasValue(1);

        Exec refused = GuardedExec.start(tenancy("b"), command::start);
        assertThat(refused.result().toCompletableFuture())
                .failsWithin(Patience.HANG)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        KubeFailure.class, why -> assertThat(why.isContested()).isTrue());
        refused.cancel();
        assertThat(command.started).hasValue(1);
    }

    @Test
    void aCommandThatIsCancelledWhileTheLeaseIsAskedForDoesNotStart() {
        Command command = new Command();
        CountDownLatch gate = new CountDownLatch(1);
        cluster.faults().on("get leases").times(1).delay(gate::await);

        Exec exec = GuardedExec.start(tenancy("a"), command::start);
        exec.cancel();
        gate.countDown();

        assertThat(exec.result().toCompletableFuture())
                .failsWithin(Patience.HANG)
                .withThrowableThat()
                .withMessageContaining("The command was cancelled");
        assertThat(command.started).hasValue(0);
    }

    @Test
    void whoComesFirstMayChangeThings() {
        assertThat(may(tenancy("a"))).isTrue();
        assertThat(lease().at("/spec/holderIdentity").asText()).isEqualTo("a");
    }

    @Test
    void theOtherOneMayNotAndSaysWhoDoes() {
        may(tenancy("jenkins-0:/home"));
        Tenancy copy = tenancy("b");

        KubeFailure why = ask(copy).orElseThrow();

        assertThat(why.getMessage())
                .contains(
                        "Another controller with the same identity (jenkins-0:/home) holds the lease default/run-pod-");
        assertThat(why.effect()).isEqualTo(KubeFailure.Effect.NONE);
        assertThat(copy.other()).contains("jenkins-0:/home");
    }

    @Test
    void controllersWithOtherIdentitiesDoNotMeet() {
        may(tenancy("a"));
        Tenancy other = controller("b")
                .of(
                        "cluster",
                        "test",
                        "another",
                        "default",
                        () -> clients.acquire(
                                "cluster",
                                () -> Config.fromKubeconfig(cluster.kubeconfig()),
                                ClusterSettings.of("a=b"),
                                waits -> {}));

        assertThat(may(other)).isTrue();
    }

    @Test
    void aRestartedControllerGoesOnAtOnce() {
        may(tenancy("a"));
        assertThat(may(tenancy("a"))).isTrue();
    }

    @Test
    void anotherPlaceTakesOverWhenTheLeaseWasNotRenewedForAsLongAsItSays() {
        Tenancy first = tenancy("a");
        first.use();
        may(first);
        Tenancy moved = tenancy("b");
        assertThat(may(moved)).isFalse();

        pass(Duration.ofSeconds(59));
        assertThat(may(moved)).isFalse();
        pass(Duration.ofSeconds(30));
        assertThat(may(moved)).isTrue();

        assertThat(lease().at("/spec/holderIdentity").asText()).isEqualTo("b");
        assertThat(lease().at("/spec/leaseTransitions").asInt()).isEqualTo(1);
    }

    @Test
    void aHolderThatRenewsIsNeverTakenFrom() {
        Tenancy first = tenancy("a");
        first.use();
        may(first);
        Tenancy copy = tenancy("b");
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(25));
            tick(first);
            assertThat(may(copy)).isFalse();
        }
    }

    @Test
    void aHolderWithoutTasksIsWaitedForLonger() {
        may(tenancy("a"));
        Tenancy copy = tenancy("b");
        may(copy);

        pass(IDLE.minusSeconds(1));
        assertThat(may(copy)).isFalse();
        pass(Duration.ofSeconds(30));
        assertThat(may(copy)).isTrue();
    }

    @Test
    void aHolderFromWhichTheLeaseWasTakenStops() {
        Tenancy first = tenancy("a");
        may(first);
        tenancy("b").takeOver().toCompletableFuture().join();

        pass(Duration.ofSeconds(41));

        assertThat(may(first)).isFalse();
        assertThat(first.other()).contains("b");
    }

    @Test
    void askingOftenCostsNoRequests() {
        Tenancy tenancy = tenancy("a");
        may(tenancy);
        long before = requests();

        for (int i = 0; i < 100; i++) {
            may(tenancy);
        }

        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void theLeaseIsRenewedByOneRequestAtATimeAndAfterTheLastTaskOnceMore() throws Exception {
        Tenancy tenancy = tenancy("a");
        try (var task = tenancy.use()) {
            tick();
            tenancy.rest().toCompletableFuture().join();
            long before = requests();
            pass(Duration.ofSeconds(20));
            tick();
            may(tenancy);
            tenancy.rest().toCompletableFuture().join();
            assertThat(requests()).isEqualTo(before + 1);
            assertThat(lease().at("/spec/leaseDurationSeconds").asInt()).isEqualTo(60);
        }
        tick();
        await().until(() -> lease().at("/spec/leaseDurationSeconds").asInt() == IDLE.toSeconds());
        assertThat(ticks).isEmpty();
    }

    @Test
    void anIdleControllerThatGoesDownLeavesALeaseThatEndsSoon() {
        Tenancies controller = controller("a");
        may(tenancy(controller));

        controller.close(Duration.ofSeconds(10));

        assertThat(lease().at("/spec/leaseDurationSeconds").asInt()).isEqualTo(60);
        assertThat(lease().at("/spec/holderIdentity").asText()).isEqualTo("a");
    }

    @Test
    void keepingTakesNothing() {
        Tenancy copy = tenancy("b");
        copy.keep().toCompletableFuture().join();
        assertThat(cluster.store().list(Resource.LEASES, "", lease -> true).items())
                .isEmpty();

        may(tenancy("a"));
        copy.keep().toCompletableFuture().join();
        assertThat(copy.other()).contains("a");
    }

    @Test
    void keepingRenewsWhatAnEarlierLifeHeld() {
        may(tenancy("a"));
        String before = lease().at("/metadata/resourceVersion").asText();

        tenancy("a").keep().toCompletableFuture().join();

        assertThat(lease().at("/metadata/resourceVersion").asText()).isNotEqualTo(before);
    }

    @Test
    void whereLeasesMayNotBeUsedEverythingGoesOnWithout() {
        cluster.server().deny(request -> request.resource().equals("leases"));
        Tenancy tenancy = tenancy("a");
        assertThat(may(tenancy)).isFalse();

        wall = wall.plus(Duration.ofSeconds(30));

        assertThat(may(tenancy)).isTrue();
        long before = requests();
        assertThat(may(tenancy)).isTrue();
        assertThat(requests()).isEqualTo(before);
        assertThat(tenancy.other()).isEmpty();
    }

    /** An API server that has just started refuses for a moment what it allows. */
    @Test
    void aRefusalOfAMomentGivesACopyNothing() {
        may(tenancy("a"));
        Tenancy copy = tenancy("b");
        assertThat(may(copy)).isFalse();
        cluster.server().deny(request -> request.resource().equals("leases"));
        pass(Duration.ofSeconds(26));

        assertThat(ask(copy)).get().extracting(KubeFailure::reason).isEqualTo("");

        cluster.server().deny(request -> false);
        assertThat(ask(copy)).get().extracting(KubeFailure::isContested).isEqualTo(true);
        assertThat(copy.other()).contains("a");
    }

    @Test
    void theFirstRefusalOfAllGivesACopyNothingEither() {
        may(tenancy("a"));
        Tenancy copy = tenancy("b");
        cluster.server().deny(request -> request.resource().equals("leases"));

        assertThat(ask(copy)).get().extracting(KubeFailure::reason).isEqualTo("");

        cluster.server().deny(request -> false);
        assertThat(ask(copy)).get().extracting(KubeFailure::isContested).isEqualTo(true);
    }

    @Test
    void leasesThatAreRefusedForLongAreDoneWithout() {
        Tenancy tenancy = tenancy("a");
        may(tenancy);
        cluster.server().deny(request -> request.resource().equals("leases"));
        pass(Duration.ofSeconds(45));
        assertThat(may(tenancy)).isFalse();

        wall = wall.plus(Duration.ofSeconds(30));

        assertThat(may(tenancy)).isTrue();
    }

    @Test
    void aServerThatDoesNotKnowLeasesIsNoObstacle() {
        cluster.faults().on("get leases").answer(404);
        cluster.faults().on("create leases").answer(404);
        assertThat(may(tenancy("a"))).isTrue();
    }

    @Test
    void aServerThatFailsDecidesNothing() {
        cluster.faults().on("get leases").times(1).answer(503);
        Tenancy tenancy = tenancy("a");

        assertThat(ask(tenancy)).get().extracting(KubeFailure::reason).isEqualTo("");
        assertThat(may(tenancy)).isTrue();
    }

    @Test
    void aRenewalThatFailsOnceIsNoLoss() {
        Tenancy tenancy = tenancy("a");
        may(tenancy);
        cluster.faults().on("update leases").times(1).answer(503);

        pass(Duration.ofSeconds(39));
        tenancy.keep().toCompletableFuture().join();

        assertThat(may(tenancy)).isTrue();
    }

    @Test
    void aLeaseThatCouldNotBeRenewedForLongIsNotCountedOn() {
        Tenancy tenancy = tenancy("a");
        may(tenancy);
        cluster.faults().on("update leases").answer(503);

        pass(Duration.ofSeconds(45));

        assertThat(may(tenancy)).isFalse();
    }

    @Test
    void aLeaseThatSomebodyDeletedIsMadeAnew() {
        Tenancy tenancy = tenancy("a");
        may(tenancy);
        String name = lease().at("/metadata/name").asText();
        cluster.store().delete(Resource.LEASES, "default", name, ClusterStore.Deletion.PLAIN);

        pass(Duration.ofSeconds(45));

        assertThat(may(tenancy)).isTrue();
        assertThat(lease().at("/spec/holderIdentity").asText()).isEqualTo("a");
    }

    private static boolean mayCollect(Tenancy tenancy) {
        return tenancy.mayCollect()
                .toCompletableFuture()
                .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whoWasFirstMayCleanUpAtOnce() {
        assertThat(mayCollect(tenancy("a"))).isTrue();
    }

    @Test
    void whoTookOverFromAnotherPlaceCleansNothingUpForAnHourRestartsIncluded() {
        may(tenancy("a"));
        Tenancy moved = tenancy("b");
        moved.takeOver().toCompletableFuture().join();

        assertThat(may(moved)).isTrue();
        assertThat(mayCollect(moved)).isFalse();
        assertThat(mayCollect(tenancy("b"))).isFalse();

        wall = wall.plus(Duration.ofMinutes(61));
        assertThat(mayCollect(tenancy("b"))).isTrue();
    }

    /** A change by someone who may write leases. */
    private void write(Consumer<ObjectNode> change) {
        cluster.store()
                .update(Resource.LEASES, "default", lease().at("/metadata/name").asText(), "", lease -> {
                    change.accept((ObjectNode) lease.get("spec"));
                    return lease;
                });
    }

    @Test
    void aHolderThatAsksForYearsIsWaitedForFifteenMinutes() {
        may(tenancy("a"));
        write(spec -> spec.put("leaseDurationSeconds", Integer.MAX_VALUE)
                .put("renewTime", "9999-12-31T23:59:59.000000Z")
                .put("acquireTime", "9999-12-31T23:59:59.000000Z"));
        Tenancy moved = tenancy("b");
        assertThat(may(moved)).isFalse();

        pass(Duration.ofMinutes(14));
        assertThat(may(moved)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(may(moved)).isTrue();
    }

    @Test
    void aHugeNameOfAHolderMakesNoHugeMessage() {
        may(tenancy("a"));
        write(spec -> spec.put("holderIdentity", "x\n".repeat(100_000)));
        Tenancy copy = tenancy("b");

        assertThat(ask(copy).orElseThrow().getMessage()).hasSizeLessThan(600).doesNotContain("\n");
        assertThat(copy.other().orElseThrow()).hasSizeLessThan(250).doesNotContain("\n");
    }

    @Test
    void aTakeOverThatIsSaidToLieInTheFutureStopsTheCleaningUpForAnHourOnly() {
        Tenancy tenancy = tenancy("a");
        may(tenancy);
        write(spec -> spec.put("leaseTransitions", 1).put("acquireTime", "9999-12-31T23:59:59.000000Z"));
        Tenancy restarted = tenancy("a");

        assertThat(mayCollect(restarted)).isFalse();
        pass(Duration.ofMinutes(61));
        assertThat(mayCollect(restarted)).isTrue();
    }

    @Test
    void whoMayNotChangeThingsMayNotCleanUp() {
        may(tenancy("a"));
        assertThat(mayCollect(tenancy("b"))).isFalse();
    }
}
