package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What a Pipeline script sees of how its pod ended. Immutable. */
public final class RunPodResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String verdict;
    private final Integer exitCode;
    private final String reason;
    private final String message;
    private final String remedy;
    private final String container;
    private final String podName;
    private final String namespace;
    private final String node;
    private final int attempt;
    /** Milliseconds, since what is saved with a build must not hold types of java.time; null if unknown. */
    private final Long started;

    private final Long finished;
    private final LinkedHashMap<String, Long> waitingSeconds;

    RunPodResult(TaskResult result) {
        verdict = result.verdict().name();
        exitCode = result.exitCode();
        reason = result.reason();
        message = result.message();
        remedy = result.remedy();
        container = result.container();
        podName = result.pod();
        namespace = result.namespace();
        node = result.node();
        attempt = result.attempt();
        started = result.startedAt() == null ? null : result.startedAt().toEpochMilli();
        finished = result.finishedAt() == null ? null : result.finishedAt().toEpochMilli();
        waitingSeconds = waiting(result);
    }

    private static LinkedHashMap<String, Long> waiting(TaskResult result) {
        LinkedHashMap<String, Duration> waiting = new LinkedHashMap<>();
        for (CauseSpan span : result.causes()) {
            if (span.until() != null && !span.verdict().terminal()) {
                waiting.merge(span.cause(), span.length(span.until()), Duration::plus);
            }
        }
        LinkedHashMap<String, Long> seconds = new LinkedHashMap<>();
        waiting.forEach((cause, length) -> seconds.put(cause, length.toSeconds()));
        return seconds;
    }

    /** {@code SUCCEEDED}, {@code TASK_FAILED}, {@code NEVER_STARTED}, {@code OUTCOME_UNKNOWN}, {@code PERMANENT} or {@code CANCELLED}. */
    @Whitelisted
    public String getVerdict() {
        return verdict;
    }

    /** Exit code of the container that counts, or of the init container that failed; null when none was seen. */
    @CheckForNull
    @Whitelisted
    public Integer getExitCode() {
        return exitCode;
    }

    /** Short identifier such as {@code ExitCode}, {@code OOMKilled}, {@code RateLimitTimeout}. */
    @Whitelisted
    public String getReason() {
        return reason;
    }

    /** One sentence. */
    @Whitelisted
    public String getMessage() {
        return message;
    }

    /** What to change; may be empty. */
    @Whitelisted
    public String getRemedy() {
        return remedy;
    }

    /** The container it is about; may be empty. */
    @Whitelisted
    public String getContainer() {
        return container;
    }

    /** Name of the last attempt's pod. */
    @Whitelisted
    public String getPodName() {
        return podName;
    }

    /** Namespace of the pod. */
    @Whitelisted
    public String getNamespace() {
        return namespace;
    }

    /** Node of the pod; may be empty. */
    @Whitelisted
    public String getNode() {
        return node;
    }

    /** Number of the last attempt, from 1. */
    @Whitelisted
    public int getAttempt() {
        return attempt;
    }

    /** When the container started, by the node's clock; null if unknown. */
    @CheckForNull
    @Whitelisted
    public Instant getStartedAt() {
        return started == null ? null : Instant.ofEpochMilli(started);
    }

    /** When the container finished, by the node's clock; null if unknown. */
    @CheckForNull
    @Whitelisted
    public Instant getFinishedAt() {
        return finished == null ? null : Instant.ofEpochMilli(finished);
    }

    /** Seconds waited, by cause such as {@code RegistryRateLimit}. */
    @Whitelisted
    public Map<String, Long> getWaitingSeconds() {
        return new LinkedHashMap<>(waitingSeconds);
    }

    @Override
    public String toString() {
        return "RunPodResult[" + verdict + ", " + namespace + "/" + podName + ": " + message + "]";
    }
}
