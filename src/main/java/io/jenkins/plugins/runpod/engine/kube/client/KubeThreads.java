package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Lanes;
import java.util.concurrent.Executor;

/**
 * The threads of all clusters.
 *
 * @param workers a bounded pool with at least 2 threads, which also runs what the tasks do. It waits for nobody.
 * @param watches run what watches tell, and over HTTP/2 their lists, so that it does not stand behind the work of thousands of tasks. An API server closes a
 *     watch that is not read (kubernetes {@code staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go}). They wait for
 *     nobody.
 * @param reads threads that may wait for credentials. Each cluster has a lane
 * @param http threads that may wait for host names. Each cluster has a lane, with at least 2 threads
 */
public record KubeThreads(Executor workers, Executor watches, Lanes reads, Lanes http) {
    /** Few clusters share one pool for everything. */
    public static KubeThreads of(Executor workers) {
        return new KubeThreads(workers, workers, new Lanes(workers, 1), new Lanes(workers, Integer.MAX_VALUE));
    }
}
