package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.function.Consumer;

/** What the informer shows of one pod, in the machine's words. */
final class PodSightings implements PodWatcher {
    private final Consumer<Observation> observe;
    private boolean found;

    PodSightings(Consumer<Observation> observe) {
        this.observe = observe;
    }

    @Override
    public void seen(PodSnapshot pod) {
        found = true;
        observe.accept(new Observation.PodSeen(pod));
    }

    @Override
    public void deleted(PodSnapshot last) {
        found = true;
        observe.accept(new Observation.PodDeleted(last));
    }

    @Override
    public void vanished(PodSnapshot before) {
        found = true;
        observe.accept(new Observation.PodMissing());
    }

    @Override
    public void failed(String why) {
        observe.accept(new Observation.WatchFailed(why));
    }

    @Override
    public void works() {
        observe.accept(new Observation.WatchWorks());
    }

    @Override
    public void synced() {
        if (!found) {
            observe.accept(new Observation.PodMissing());
        }
    }
}
