package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.PeriodicWork;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Duration;

/**
 * Cancels tasks whose step was ended without being told to stop: by {@code /term} and {@code /kill}, by a {@code timeout} that was
 * forced, by a resumption that expired. Asks no cluster and reads no file of a build.
 */
@Extension
public final class AbandonedTasks extends PeriodicWork {
    private static final Duration PERIOD = Duration.ofSeconds(20);

    @Override
    public long getRecurrencePeriod() {
        return PERIOD.toMillis();
    }

    @Override
    protected void doRun() {
        RunPodEngine engine = RunPodEngine.get();
        engine.workers().execute(engine::cancelUnwanted);
    }
}
