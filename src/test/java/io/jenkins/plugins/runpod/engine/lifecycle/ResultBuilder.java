package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import java.time.Instant;
import java.util.List;

/** Makes results of tasks for tests: of a first attempt in {@code default/pod} on a node, without causes of waiting. */
public final class ResultBuilder {
    private final Verdict verdict;
    private Integer exitCode;
    private String reason = "Reason";
    private String message = "";
    private String remedy = "";
    private boolean expired;
    private List<CauseSpan> causes = List.of();
    private Instant startedAt;
    private Instant finishedAt;

    private ResultBuilder(Verdict verdict) {
        this.verdict = verdict;
    }

    public static ResultBuilder aResult(Verdict verdict) {
        return new ResultBuilder(verdict);
    }

    /** @param code null for none */
    public ResultBuilder exitCode(Integer code) {
        exitCode = code;
        return this;
    }

    public ResultBuilder reason(String text) {
        reason = text;
        return this;
    }

    public ResultBuilder explained(String why, String helps) {
        message = why;
        remedy = helps;
        return this;
    }

    public ResultBuilder expired(boolean budgetUsedUp) {
        expired = budgetUsedUp;
        return this;
    }

    public ResultBuilder causes(List<CauseSpan> all) {
        causes = all;
        return this;
    }

    public ResultBuilder ran(Instant from, Instant to) {
        startedAt = from;
        finishedAt = to;
        return this;
    }

    public TaskResult build() {
        ContainerEnd end = new ContainerEnd("main", exitCode, startedAt, finishedAt, null);
        return new TaskResult(
                new Ending(verdict, reason, message, remedy, expired, end), "default", "pod", "uid", "node", 1, causes);
    }
}
