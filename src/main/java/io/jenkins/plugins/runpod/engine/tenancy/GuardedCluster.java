package io.jenkins.plugins.runpod.engine.tenancy;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
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
import java.util.function.Function;

/**
 * A cluster that this controller always reads, but changes only while it holds the lease of the namespace. It creates no pod
 * that would be the controller itself. Safe for use by many threads.
 */
public record GuardedCluster(Cluster cluster, Function<String, Tenancy> tenancies, AccountGuard accounts)
        implements Cluster {
    @Override
    public Kube kube() {
        return new Guarded(cluster.kube(), tenancies, accounts);
    }

    @Override
    public Kube.Watch follow(String namespace, String podName, PodWatcher watcher) {
        return cluster.follow(namespace, podName, watcher);
    }

    private record Guarded(Kube kube, Function<String, Tenancy> tenancies, AccountGuard accounts) implements Kube {
        @Override
        public CompletionStage<PodSnapshot> create(Pod pod) {
            return tenancies
                    .apply(pod.getMetadata().getNamespace())
                    .whenAllowed(() -> accounts.whenAllowed(pod, () -> kube.create(pod)));
        }

        @Override
        public CompletionStage<Void> delete(
                String namespace, String name, String uid, Optional<String> resourceVersion, Optional<Duration> grace) {
            return tenancies
                    .apply(namespace)
                    .whenAllowed(() -> kube.delete(namespace, name, uid, resourceVersion, grace));
        }

        @Override
        public Exec exec(ExecRequest request, ExecInput input, ExecOutput output) {
            return GuardedExec.start(tenancies.apply(request.namespace()), () -> kube.exec(request, input, output));
        }

        @Override
        public CompletionStage<Optional<PodSnapshot>> get(String namespace, String name) {
            return kube.get(namespace, name);
        }

        @Override
        public CompletionStage<List<PodSnapshot>> list(String namespace, String selector) {
            return kube.list(namespace, selector);
        }

        @Override
        public CompletionStage<List<PodEvent>> events(String namespace, String uid) {
            return kube.events(namespace, uid);
        }

        @Override
        public CompletionStage<Boolean> logAnswers(String namespace, String name, String container) {
            return kube.logAnswers(namespace, name, container);
        }

        @Override
        public LogSource log(String namespace, String name, String container) {
            return kube.log(namespace, name, container);
        }

        @Override
        public KubeSecrets secrets() {
            return new GuardedSecrets(kube.secrets(), tenancies);
        }

        @Override
        public Watch watch(String namespace, String selector, PodWatcher watcher) {
            return kube.watch(namespace, selector, watcher);
        }
    }
}
