package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.log.LogSource;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** The requests of pod tasks to one API server. Never repeats a request whose effect is not known. */
final class ApiServer implements Kube {
    private final ApiCalls calls;
    private final KubeThreads threads;
    private final StreamTiming timing;
    private final LongSupplier nanoTime;

    ApiServer(ApiCalls calls, KubeThreads threads, StreamTiming timing, LongSupplier nanoTime) {
        this.calls = calls;
        this.threads = threads;
        this.timing = timing;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<PodSnapshot> create(Pod pod) {
        ApiRequest request = ApiRequest.pods(Verb.CREATE, pod.getMetadata().getNamespace())
                .with("fieldValidation", "Strict") // as kubectl. Unknown fields would be dropped silently
                .with(KubeJson.bytes(pod));
        return calls.call(request).thenCompose(answer -> snapshot(request, answer.body()));
    }

    @Override
    public CompletionStage<Optional<PodSnapshot>> get(String namespace, String name) {
        ApiRequest request = ApiRequest.pod(Verb.GET, namespace, name);
        return calls.call(request)
                .thenCompose(answer -> snapshot(request, answer.body()))
                .thenApply(Optional::of)
                .exceptionallyCompose(error -> missing(error)
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(KubeFailure.cause(error)));
    }

    @Override
    public CompletionStage<List<PodSnapshot>> list(String namespace, String selector) {
        ApiRequest request = ApiRequest.pods(Verb.LIST, namespace).with("labelSelector", selector);
        return new PagedList<>(calls, request, PodSnapshot::of).read().thenApply(PagedList.Page::items);
    }

    @Override
    public CompletionStage<Void> delete(
            String namespace, String name, String uid, Optional<String> resourceVersion, Optional<Duration> grace) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withNewPreconditions(resourceVersion.orElse(null), uid)
                .withGracePeriodSeconds(grace.map(ApiServer::wholeSeconds).orElse(null))
                .build();
        return calls.call(ApiRequest.pod(Verb.DELETE, namespace, name).with(KubeJson.bytes(options)))
                .thenApply(answer -> null);
    }

    /** At least one: with 0 the object would be gone while its container still runs. */
    private static long wholeSeconds(Duration grace) {
        return Math.max(1, grace.plusNanos(999_999_999).toSeconds());
    }

    @Override
    public CompletionStage<List<PodEvent>> events(String namespace, String uid) {
        ApiRequest request = ApiRequest.of(Verb.EVENTS, "api", "v1", "namespaces", namespace, "events")
                .with("fieldSelector", "involvedObject.uid=" + uid);
        return new PagedList<>(calls, request, PodEvent::of).read().thenApply(PagedList.Page::items);
    }

    @Override
    public CompletionStage<Boolean> logAnswers(String namespace, String name, String container) {
        ApiRequest request =
                ApiRequest.log(namespace, name).with("container", container).with("limitBytes", 1);
        return calls.call(request)
                .thenApply(answer -> answer.status() == 200)
                .exceptionallyCompose(error -> notStarted(error)
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(KubeFailure.cause(error)));
    }

    @Override
    public LogSource log(String namespace, String name, String container) {
        ApiRequest request =
                ApiRequest.log(namespace, name).with("container", container).with("timestamps", true);
        return (sinceTime, follow, receiver) -> {
            LogRequest log = new LogRequest(calls, receiver, timing);
            log.open(
                    sinceTime
                            .map(time -> request.with("sinceTime", time))
                            .orElse(request)
                            .with("follow", follow),
                    follow);
            return log;
        };
    }

    @Override
    public Exec exec(ExecRequest request, ExecInput input, ExecOutput output) {
        ExecSession session = new ExecSession(calls, threads.workers(), request, input, output);
        session.start();
        return session;
    }

    @Override
    public Watch watch(String namespace, String selector, PodWatcher watcher) {
        PodReflector reflector = new PodReflector(
                calls, namespace, selector, watcher, new SerialExecutor(threads.watches()), timing, nanoTime);
        reflector.start();
        return reflector;
    }

    @Override
    public KubeSecrets secrets() {
        return new ApiSecrets(calls);
    }

    private static CompletionStage<PodSnapshot> snapshot(ApiRequest request, byte[] body) {
        try {
            return CompletableFuture.completedFuture(PodSnapshot.of(KubeJson.object(KubeJson.tree(body))));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(
                    Failures.unanswered(request, new IOException("the answer is not a Pod")));
        }
    }

    /** Only in Kubernetes' own words: a proxy's 404 says nothing about the pod. */
    private static boolean missing(Throwable error) {
        return KubeFailure.cause(error) instanceof KubeFailure failure
                && failure.status() == 404
                && failure.reason().equals("NotFound");
    }

    private static boolean notStarted(Throwable error) {
        return KubeFailure.cause(error) instanceof KubeFailure failure
                && (failure.status() == 400 || failure.status() == 404);
    }
}
