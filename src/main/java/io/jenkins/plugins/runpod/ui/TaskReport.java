package io.jenkins.plugins.runpod.ui;

import java.util.List;
import java.util.Optional;

/**
 * How a task stands, in the words and figures that a page shows. Everything that came from a cluster is plain text in here.
 *
 * @param title the state in a few words
 * @param cause the name of the cause, or the empty string
 * @param meaning what the cause means, in one sentence; may be empty
 * @param message Kubernetes' own words; may be empty
 * @param obstacle what is wrong with the API server's answers, or that another controller holds the lease; may be empty
 * @param remedy what to change; may be empty
 * @param lasted how long it has been going on, or how long it took
 * @param since how long it has been in this state; empty when it is over
 * @param transfer the transfer of files that goes on
 * @param outputs how much was taken out of the pod; empty if nothing was
 * @param budgets those that count for it, while it runs
 * @param live whether anything may still change
 */
record TaskReport(
        String id,
        String pod,
        String namespace,
        String node,
        String container,
        Condition state,
        String title,
        String cause,
        String meaning,
        String message,
        String obstacle,
        String remedy,
        Optional<Integer> exitCode,
        String lasted,
        String since,
        Optional<TransferReport> transfer,
        String outputs,
        List<BudgetReport> budgets,
        List<AttemptReport> attempts,
        boolean live) {

    /**
     * How far a transfer of files is.
     *
     * @param percent 0 to 100, if it is known
     */
    record TransferReport(String name, String text, Optional<Integer> percent) {}

    /**
     * What is left of a budget.
     *
     * @param running whether time is charged to it now
     * @param leftPercent 0 to 100
     */
    record BudgetReport(String name, String left, String limit, int leftPercent, boolean running) {}

    /**
     * One pod of the task.
     *
     * @param outcome how it ended; empty for the last one, of which the task tells
     * @param variant in what it differs from the task's first pod; may be empty
     */
    record AttemptReport(int number, String pod, String node, String outcome, String variant, List<SpanReport> spans) {}

    /**
     * A stretch of the timeline.
     *
     * @param kind one word in lower case, which a style sheet knows
     * @param left where it begins, in percent of the task's whole time
     * @param width in percent
     */
    record SpanReport(String kind, String label, String lasted, double left, double width) {}
}
