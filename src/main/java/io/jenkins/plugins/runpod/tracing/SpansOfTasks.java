package io.jenkins.plugins.runpod.tracing;

import hudson.Extension;
import io.jenkins.plugins.opentelemetry.api.ReconfigurableOpenTelemetry;
import io.jenkins.plugins.runpod.runtime.EndedTaskListener;
import io.opentelemetry.api.trace.Tracer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Gives a span of each ended task to the OpenTelemetry plugin, which exports it with those of the build. Jenkins leaves this extension
 * out if the OpenTelemetry API plugin is not installed. Nothing is exported before an administrator has set up an exporter.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class SpansOfTasks implements EndedTaskListener {
    private final Tracer tracer = ReconfigurableOpenTelemetry.get().getTracer("io.jenkins.plugins.run-pod");

    @Override
    public void ended(Ended ended) {
        TaskSpan.export(tracer, ended);
    }

    @Override
    public boolean wantsTrace() {
        return true;
    }
}
