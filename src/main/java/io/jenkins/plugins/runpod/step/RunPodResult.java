package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.pod.TerminationMessage;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** The end of a pod, for Pipeline scripts. Immutable. */
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
    /**
     * In milliseconds since the epoch, or null if unknown. A saved build must not contain types of {@code java.time}.
     */
    private final Long started;

    private final Long finished;
    private final LinkedHashMap<String, Long> waitingSeconds;
    /** Null in builds that were saved before there was one. */
    private final String terminationMessage;

    RunPodResult(TaskResult result) {
        verdict = result.verdict().name();
        exitCode = result.exitCode();
        reason = result.reason();
        message = ConsoleText.plain(result.message());
        remedy = result.remedy();
        container = result.end().container();
        podName = result.pod();
        namespace = result.namespace();
        node = result.node();
        attempt = result.attempt();
        started = millis(result.end().startedAt());
        finished = millis(result.end().finishedAt());
        waitingSeconds = waiting(result);
        terminationMessage = result.terminationMessage().text();
    }

    private static Long millis(Instant moment) {
        return moment == null ? null : moment.toEpochMilli();
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

    /** The exit code of the result container, or of the init container that failed. Null if none was seen. */
    @CheckForNull
    @Whitelisted
    public Integer getExitCode() {
        return exitCode;
    }

    /** A short identifier such as {@code ExitCode}, {@code OOMKilled} or {@code RateLimitTimeout}. */
    @Whitelisted
    public String getReason() {
        return reason;
    }

    /** What happened, in one sentence. */
    @Whitelisted
    public String getMessage() {
        return message;
    }

    /** What to change, which may be empty. */
    @Whitelisted
    public String getRemedy() {
        return remedy;
    }

    /** The container that is meant, which may be empty. */
    @Whitelisted
    public String getContainer() {
        return container;
    }

    /** The name of the last attempt's pod. */
    @Whitelisted
    public String getPodName() {
        return podName;
    }

    /** The namespace of the pod. */
    @Whitelisted
    public String getNamespace() {
        return namespace;
    }

    /** The node of the pod, which may be empty. */
    @Whitelisted
    public String getNode() {
        return node;
    }

    /** The number of the last attempt, counted from 1. */
    @Whitelisted
    public int getAttempt() {
        return attempt;
    }

    /** When the container started, by the node's clock, or null if unknown. */
    @CheckForNull
    @Whitelisted
    public Instant getStartedAt() {
        return started == null ? null : Instant.ofEpochMilli(started);
    }

    /** When the container ended, by the node's clock, or null if unknown. */
    @CheckForNull
    @Whitelisted
    public Instant getFinishedAt() {
        return finished == null ? null : Instant.ofEpochMilli(finished);
    }

    /** The waiting times in seconds, by cause such as {@code RegistryRateLimit}. */
    @Whitelisted
    public Map<String, Long> getWaitingSeconds() {
        return new LinkedHashMap<>(waitingSeconds);
    }

    /** What the result container wrote to its termination message, all lines. May be empty. */
    @Whitelisted
    public String getTerminationMessage() {
        return terminationMessage == null ? "" : terminationMessage;
    }

    /** The termination message as a map, or null if it is no JSON object. Each call returns another map. */
    @CheckForNull
    @Whitelisted
    public Map<String, Object> getOutput() {
        return TerminationMessage.of(terminationMessage).map().orElse(null);
    }

    @Override
    public String toString() {
        return "RunPodResult[" + verdict + ", " + namespace + "/" + podName + ": " + message + "]";
    }
}
