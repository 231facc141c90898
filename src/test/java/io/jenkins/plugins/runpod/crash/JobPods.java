package io.jenkins.plugins.runpod.crash;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** The pods that have ever existed in a cluster. */
final class JobPods implements AutoCloseable {
    private final List<Pod> pods = new CopyOnWriteArrayList<>();
    private final Runnable stop;

    /** @param job the build's, as its annotation says */
    record Pod(String job, String name, String attempt) {}

    JobPods(EmbeddedCluster cluster) {
        stop = cluster.store().watch(Resource.PODS, OptionalLong.empty(), change -> {
            if (change.before().isEmpty()) {
                pods.add(new Pod(
                        change.object()
                                .at("/metadata/annotations/run-pod.jenkins.io~1build")
                                .asText()
                                .replaceFirst("#1$", ""),
                        change.object().at("/metadata/name").asText(),
                        change.object()
                                .at("/metadata/labels/run-pod.jenkins.io~1attempt")
                                .asText()));
            }
        });
    }

    /** Those of a job, in the order of their births. */
    List<Pod> of(String job) {
        return pods.stream().filter(pod -> pod.job().equals(job)).toList();
    }

    int count() {
        return pods.size();
    }

    @Override
    public void close() {
        stop.run();
    }
}
