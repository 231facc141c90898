package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.LeaseApi;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import io.jenkins.plugins.runpod.testing.Patience;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What our client expects of a cluster, the embedded or a real one. */
abstract class ClientContract {
    private static final String LABEL = "run-pod.jenkins.io/controller";

    private final String controller = "contract-" + UUID.randomUUID();
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private final KubeClients clients = new KubeClients(workers, timer);
    private final List<PodSnapshot> created = new CopyOnWriteArrayList<>();
    private SharedCluster cluster;

    abstract Supplier<Config> access() throws Exception;

    abstract String namespace();

    abstract String image();

    @BeforeEach
    void lease() throws Exception {
        cluster = clients.acquire("contract", access(), ClusterSettings.of(LABEL + "=" + controller), waits -> {});
    }

    @AfterEach
    void close() {
        created.forEach(pod -> cluster.kube()
                .delete(namespace(), pod.name(), pod.uid(), Optional.empty(), Optional.of(Duration.ofSeconds(1)))
                .exceptionally(gone -> null)
                .toCompletableFuture()
                .join());
        cluster.close();
        timer.close();
        workers.shutdownNow();
    }

    Pod pod(String name, String command) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName(name)
                .addToLabels(LABEL, controller)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage(image())
                .withCommand("sh", "-c", command)
                .endContainer()
                .endSpec()
                .build();
    }

    private Pod pod(String command) {
        return pod("contract-" + UUID.randomUUID(), command);
    }

    PodSnapshot create(Pod pod) throws KubeFailure {
        PodSnapshot made = get(cluster.kube().create(pod));
        created.add(made);
        return made;
    }

    PodSnapshot create(String command) throws KubeFailure {
        return create(pod(command));
    }

    SharedCluster cluster() {
        return cluster;
    }

    /** The user that the cluster takes our credential for. */
    abstract String user() throws Exception;

    @Test
    void theClusterTellsOurAccountAndIsAskedOnce() throws Exception {
        assertThat(get(cluster.account())).isEqualTo(ServiceAccount.ofUser(user()));
        assertThat(get(cluster.account())).isEqualTo(ServiceAccount.ofUser(user()));
        assertThat(cluster.requests().total()).isEqualTo(1);
    }

    /** Remembers the last state. */
    static final class Last implements PodWatcher {
        volatile Optional<PodSnapshot> pod = Optional.empty();
        volatile boolean synced;
        volatile boolean deleted;
        volatile boolean failed;
        volatile boolean works;

        @Override
        public void seen(PodSnapshot state) {
            pod = Optional.of(state);
        }

        @Override
        public void deleted(PodSnapshot last) {
            pod = Optional.of(last);
            deleted = true;
        }

        @Override
        public void vanished(PodSnapshot before) {
            deleted(before);
        }

        @Override
        public void synced() {
            synced = true;
        }

        @Override
        public void failed(String why) {
            failed = true;
        }

        @Override
        public void works() {
            works = true;
        }

        String phase() {
            return pod.map(PodSnapshot::phase).orElse("");
        }
    }

    private Last follow(PodSnapshot pod) {
        Last last = new Last();
        cluster.follow(namespace(), pod.name(), last);
        return last;
    }

    /** Notes what a log says. */
    private static final class Text implements LogReceiver {
        final StringBuffer text = new StringBuffer();
        volatile boolean answered;
        volatile Optional<LogEnd> end = Optional.empty();

        @Override
        public void answered() {
            answered = true;
        }

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            text.append(StandardCharsets.UTF_8.decode(chunk));
            next.run();
        }

        @Override
        public void ended(LogEnd how) {
            end = Optional.of(how);
        }

        List<String> lines() {
            return text.toString()
                    .lines()
                    .map(line -> line.replaceFirst("^\\S+ ", ""))
                    .toList();
        }
    }

    private Text log(String name, Optional<Instant> since) {
        Text text = new Text();
        cluster.kube().log(namespace(), name, "main").open(since, true, text);
        return text;
    }

    private LogEnd end(Text log) {
        await().until(() -> log.end.isPresent());
        return log.end.get();
    }

    @Test
    void aPodIsFollowedToItsEnd() throws Exception {
        Last last = follow(create("echo hello; exit 3"));

        await().until(() -> last.phase().equals("Failed"));
        assertThat(last.synced).isTrue();
    }

    @Test
    void aPodThatIsDeletedIsToldAsDeleted() throws Exception {
        PodSnapshot pod = create("exec sleep 1000");
        Last last = follow(pod);
        await().until(() -> last.phase().equals("Running"));

        get(cluster.kube()
                .delete(namespace(), pod.name(), pod.uid(), Optional.empty(), Optional.of(Duration.ofSeconds(1))));

        await().until(() -> last.deleted);
        assertThat(get(cluster.kube().get(namespace(), pod.name()))).isEmpty();
    }

    @Test
    void aLogIsFollowedWithTimeStamps() throws Exception {
        PodSnapshot pod = create("echo one; sleep 1; echo two");
        Last last = follow(pod);
        await().until(() -> List.of("Running", "Succeeded").contains(last.phase()));

        Text log = log(pod.name(), Optional.empty());

        assertThat(end(log)).isEqualTo(new LogEnd.Clean());
        assertThat(log.answered).isTrue();
        assertThat(log.lines()).containsExactly("one", "two");
        Instant.parse(log.text.toString().split(" ")[0]);
    }

    @Test
    void aLogCanBeReadFromAMomentOn() throws Exception {
        PodSnapshot pod = create("echo one; sleep 3; echo two");
        Last last = follow(pod);
        await().until(() -> last.phase().equals("Succeeded"));
        Text all = log(pod.name(), Optional.empty());
        end(all);
        String second = all.text.toString().lines().toList().get(1);

        Text rest = log(pod.name(), Optional.of(Instant.parse(second.split(" ")[0])));

        end(rest);
        assertThat(rest.lines()).containsExactly("two");
    }

    @Test
    void theLogOfAMissingPodIsMissing() {
        assertThat(end(log("contract-missing", Optional.empty()))).isEqualTo(new LogEnd.Missing());
    }

    @Test
    void theLogOfAPodThatHasNotStartedIsNotReady() throws Exception {
        Pod unknownImage = pod("true");
        unknownImage.getSpec().getContainers().get(0).setImage("registry.invalid/none:1");
        PodSnapshot pod = create(unknownImage);
        Last last = follow(pod);
        await().until(() ->
                last.pod.filter(state -> !state.nodeName().isEmpty()).isPresent());

        assertThat(end(log(pod.name(), Optional.empty()))).isEqualTo(new LogEnd.NotReady());
        assertThat(get(cluster.kube().logAnswers(namespace(), pod.name(), "main")))
                .isFalse();
    }

    @Test
    void theLogOfASilentContainerAnswers() throws Exception {
        PodSnapshot pod = create("exec sleep 1000");
        Last last = follow(pod);
        await().until(() -> last.phase().equals("Running"));

        assertThat(get(cluster.kube().logAnswers(namespace(), pod.name(), "main")))
                .isTrue();
    }

    @Test
    void aSecondPodOfTheSameNameAlreadyExists() throws Exception {
        PodSnapshot pod = create("exec sleep 1000");

        KubeFailure failure = failure(cluster.kube().create(pod(pod.name(), "true")));

        assertThat(failure.status()).isEqualTo(409);
        assertThat(failure.reason()).isEqualTo("AlreadyExists");
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void aDeleteOfAnEarlierStateConflicts() throws Exception {
        PodSnapshot pod = create("exec sleep 1000");
        Last last = follow(pod);
        await().until(() -> last.phase().equals("Running"));

        KubeFailure failure = failure(cluster.kube()
                .delete(
                        namespace(),
                        pod.name(),
                        pod.uid(),
                        Optional.of(pod.resourceVersion()),
                        Optional.of(Duration.ofSeconds(1))));

        assertThat(failure.status()).isEqualTo(409);
        assertThat(failure.reason()).isEqualTo("Conflict");
    }

    @Test
    void aDeleteOfAnotherPodOfTheNameConflicts() throws Exception {
        PodSnapshot pod = create("exec sleep 1000");

        KubeFailure failure = failure(cluster.kube()
                .delete(namespace(), pod.name(), UUID.randomUUID().toString(), Optional.empty(), Optional.empty()));

        assertThat(failure.status()).isEqualTo(409);
    }

    @Test
    void aDeleteOfAMissingPodIsNotFound() {
        KubeFailure failure = failure(
                cluster.kube().delete(namespace(), "contract-missing", "none", Optional.empty(), Optional.empty()));

        assertThat(failure.status()).isEqualTo(404);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void anInvalidPodIsRefusedWithTheServersReason() {
        KubeFailure failure = failure(cluster.kube().create(pod("Not_A_Name", "true")));

        assertThat(failure.status()).isEqualTo(422);
        assertThat(failure.reason()).isEqualTo("Invalid");
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void theEventsOfAPodTellThatItsContainerStarted() throws Exception {
        PodSnapshot pod = create("true");

        await().untilAsserted(() -> assertThat(get(cluster.kube().events(namespace(), pod.uid())))
                .extracting(PodEvent::reason)
                .contains("Scheduled", "Started"));
    }

    @Test
    void aLeaseIsCreatedOnceAndReplacedByWhoHasSeenItsNewestState() throws Exception {
        String name = controller;
        LeaseApi leases = cluster.leases();
        assertThat(get(leases.get(namespace(), name))).isEmpty();

        Lease first = get(leases.create(lease(name)));
        assertThat(failure(leases.create(lease(name))).status()).isEqualTo(409);
        Lease second = get(leases.replace(heldFor(first, 60)));
        assertThat(failure(leases.replace(heldFor(first, 30))).status()).isEqualTo(409);

        assertThat(get(leases.get(namespace(), name))).contains(second);
        assertThat(second.getSpec().getLeaseDurationSeconds()).isEqualTo(60);
        assertThat(second.getSpec().getRenewTime()).isEqualTo(first.getSpec().getRenewTime());
    }

    private Lease lease(String name) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("a")
                .withLeaseDurationSeconds(15)
                .withRenewTime(ZonedDateTime.parse("2026-01-02T03:04:05.678901Z"))
                .endSpec()
                .build();
    }

    private static Lease heldFor(Lease shared, int seconds) {
        return new LeaseBuilder(shared)
                .editSpec()
                .withLeaseDurationSeconds(seconds)
                .endSpec()
                .build();
    }

    private CompletionStage<ExecResult> run(PodSnapshot pod, String script, ExecInput input, ExecOutput output) {
        ExecRequest request =
                new ExecRequest(namespace(), pod.name(), "main", List.of("sh", "-c", script), Patience.HANG);
        return cluster.kube().exec(request, input, output).result();
    }

    private PodSnapshot running() throws Exception {
        PodSnapshot pod = create("exec sleep 1000");
        await().until(() -> get(cluster.kube().logAnswers(namespace(), pod.name(), "main")));
        return pod;
    }

    @Test
    void aCommandTellsItsExitCodeItsOutputAndItsErrors() throws Exception {
        ExecFixture.Sink out = new ExecFixture.Sink();

        ExecResult result = get(run(running(), "echo \"a b\"; echo bad >&2; exit 7", ExecInput.NONE, out));

        assertThat(result).isEqualTo(new ExecResult(7, "bad\n", 0, 4));
        assertThat(out.text()).isEqualTo("a b\n");
    }

    @Test
    void manyBytesGoThroughACommandAndBack() throws Exception {
        int length = 5_000_000;
        ExecFixture.Sink out = new ExecFixture.Sink();

        ExecResult result = get(run(running(), "head -c " + length, new ExecFixture.Source(length), out));

        assertThat(result.exitCode()).isZero();
        assertThat(result.sent()).isEqualTo(length);
        assertThat(out.bytes.toByteArray()).isEqualTo(ExecFixture.pattern(0, length));
    }

    @Test
    void aCommandInAMissingPodIsNotFound() {
        KubeFailure failure = failure(cluster.kube()
                .exec(
                        new ExecRequest(namespace(), "no-such-pod", "main", List.of("true"), Patience.HANG),
                        ExecInput.NONE,
                        new ExecFixture.Sink())
                .result());

        assertThat(failure.status()).isEqualTo(404);
        assertThat(failure.reason()).isEqualTo("NotFound");
        assertThat(failure.effect()).isEqualTo(KubeFailure.Effect.NONE);
    }

    @Test
    void aCommandInAMissingContainerIsABadRequest() throws Exception {
        PodSnapshot pod = running();
        KubeFailure failure = failure(cluster.kube()
                .exec(
                        new ExecRequest(namespace(), pod.name(), "other", List.of("true"), Patience.HANG),
                        ExecInput.NONE,
                        new ExecFixture.Sink())
                .result());

        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure).hasMessageContaining("other");
    }

    @Test
    void aProgramThatDoesNotExistIsNoSuccess() throws Exception {
        PodSnapshot pod = running();
        CompletionStage<ExecResult> result = cluster.kube()
                .exec(
                        new ExecRequest(namespace(), pod.name(), "main", List.of("no-such-program"), Patience.HANG),
                        ExecInput.NONE,
                        new ExecFixture.Sink())
                .result();

        // a runtime tells an exit code, or the API server an internal error
        assertThat(result.handle((end, error) -> error != null || end.exitCode() != 0)
                        .toCompletableFuture())
                .succeedsWithin(Patience.HANG)
                .isEqualTo(true);
    }
}
