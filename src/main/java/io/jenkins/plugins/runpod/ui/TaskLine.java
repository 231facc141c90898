package io.jenkins.plugins.runpod.ui;

/**
 * A task in one line of a page.
 *
 * @param title the state in a few words
 * @param time how long the task has been in this state, or how long it took
 */
record TaskLine(String id, String pod, Condition state, String title, String cause, String container, String time) {
    static TaskLine of(TaskReport report) {
        return new TaskLine(
                report.id(),
                report.pod(),
                report.state(),
                report.title(),
                report.cause(),
                report.container(),
                report.since().isEmpty() ? report.lasted() : report.since());
    }
}
