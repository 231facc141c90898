package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.PeriodicWork;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Duration;

/**
 * Cancels tasks whose step ended without a call of {@code stop}. That happens after {@code /term}, {@code /kill}, a
 * forced {@code timeout}, or a resumption that timed out. It asks no cluster and reads no files of builds.
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
        engine.outside().housekeeping().execute(engine::cancelUnwanted);
    }
}
