package io.jenkins.plugins.runpod.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * From where a task comes. Texts may be empty.
 *
 * @param folder that it counts to when folders share the cluster
 * @param traceParent the span around the task, in the form of the {@code traceparent} header of W3C Trace Context. Empty if nothing
 *     traces its build
 */
@Restricted(NoExternalUse.class)
public record TaskOrigin(String folder, String traceParent) {
    /**
     * The variable that holds the span around a step. The OpenTelemetry plugin sets it for builds and for steps.
     *
     * @see <a href="https://github.com/jenkinsci/opentelemetry-plugin">OtelEnvironmentContributorService</a>
     */
    private static final String TRACE_PARENT = "TRACEPARENT";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** The span that variables of a build name. A value that names none may be anything, so it is not kept. */
    public static String traceParent(Map<String, String> variables) {
        return Optional.ofNullable(variables.get(TRACE_PARENT))
                .filter(value -> FORM.matcher(value).matches())
                .orElse("");
    }
}
