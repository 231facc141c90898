package io.jenkins.plugins.runpod.engine.secret;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.log.LogSource;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A cluster whose words about pods are masked. Logs are not: they are masked where they are written. The output of a command
 * is not either, because it has files.
 */
final class MaskedCluster implements Cluster, Kube {
    private final Cluster cluster;
    private final Masking masking;

    MaskedCluster(Cluster cluster, Masking masking) {
        this.cluster = cluster;
        this.masking = masking;
    }

    @Override
    public Kube kube() {
        return this;
    }

    @Override
    public Watch follow(String namespace, String podName, PodWatcher watcher) {
        return cluster.follow(namespace, podName, new Masked(watcher));
    }

    @Override
    public CompletionStage<PodSnapshot> create(Pod pod) {
        return cluster.kube().create(pod).thenApply(masking::mask);
    }

    @Override
    public CompletionStage<Optional<PodSnapshot>> get(String namespace, String name) {
        return cluster.kube().get(namespace, name).thenApply(masking::mask);
    }

    @Override
    public CompletionStage<List<PodSnapshot>> list(String namespace, String selector) {
        return cluster.kube()
                .list(namespace, selector)
                .thenApply(pods -> pods.stream().map(masking::mask).toList());
    }

    @Override
    public CompletionStage<Void> delete(
            String namespace, String name, String uid, Optional<String> resourceVersion, Optional<Duration> grace) {
        return cluster.kube().delete(namespace, name, uid, resourceVersion, grace);
    }

    @Override
    public CompletionStage<List<PodEvent>> events(String namespace, String uid) {
        return cluster.kube()
                .events(namespace, uid)
                .thenApply(events -> events.stream().map(masking::mask).toList());
    }

    @Override
    public CompletionStage<Boolean> logAnswers(String namespace, String name, String container) {
        return cluster.kube().logAnswers(namespace, name, container);
    }

    @Override
    public LogSource log(String namespace, String name, String container) {
        return cluster.kube().log(namespace, name, container);
    }

    @Override
    public Exec exec(ExecRequest request, ExecInput input, ExecOutput output) {
        return new MaskedExec(cluster.kube().exec(request, input, output));
    }

    @Override
    public Watch watch(String namespace, String selector, PodWatcher watcher) {
        return cluster.kube().watch(namespace, selector, new Masked(watcher));
    }

    @Override
    public KubeSecrets secrets() {
        return cluster.kube().secrets();
    }

    private final class MaskedExec implements Exec {
        private final Exec exec;

        MaskedExec(Exec exec) {
            this.exec = exec;
        }

        @Override
        public CompletionStage<ExecResult> result() {
            return exec.result().thenApply(masking::mask);
        }

        @Override
        public void cancel() {
            exec.cancel();
        }
    }

    private final class Masked implements PodWatcher {
        private final PodWatcher watcher;

        Masked(PodWatcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void seen(PodSnapshot pod) {
            watcher.seen(masking.mask(pod));
        }

        @Override
        public void deleted(PodSnapshot last) {
            watcher.deleted(masking.mask(last));
        }

        @Override
        public void vanished(PodSnapshot before) {
            watcher.vanished(masking.mask(before));
        }

        @Override
        public void failed(String why) {
            watcher.failed(why);
        }

        @Override
        public void works() {
            watcher.works();
        }

        @Override
        public void synced() {
            watcher.synced();
        }
    }
}
