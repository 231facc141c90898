package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Every sentence a user reads about a task while it goes on: what is happening, why, what happens next, what is left of which budget. */
public final class Messages {
    private static final Set<String> CREATE_RETRIED =
            Set.of(Cause.CREATE_FAILS.id(), Cause.SECRET_CREATE_FAILS.id(), Cause.SECRET_ENV_UNREAD.id());
    private static final int LONGEST_EVENT = 300;
    /** More than any message that was cut before, with the words that say so. This is for those that were not. */
    private static final int LONGEST_DETAIL = 6_000;

    private Messages() {}

    static String change(Diagnosis d, TaskState state, TaskPolicy policy, boolean overdue, Instant now) {
        if (d.nodeLost()) {
            return "Node " + state.attempt().node() + " has stopped reporting. Container " + d.container()
                    + " may still run there. run-pod waits for the node." + left(state, policy, now);
        }
        if (d.terminating()) {
            return "A user or a component of the cluster is deleting the pod"
                    + (d.message().isEmpty() ? "." : " (" + withoutFullStop(d.message()) + ").")
                    + (d.verdict() == Verdict.RUNNING ? " Container " + d.container() + " still runs." : "")
                    + " run-pod waits until the pod is gone." + left(state, policy, now);
        }
        if (d.verdict() == Verdict.RUNNING) {
            return "Container " + d.container() + " has started on node "
                    + state.attempt().node()
                    + (overdue ? ", after its deadline. run-pod continues with this pod, and its result counts." : ".");
        }
        String where = d.container().isEmpty() ? "" : " (container " + d.container() + ")";
        return opening(d) + where + detail(d) + "." + next(d, state) + left(state, policy, now);
    }

    static String nodeReportsAgain(Diagnosis d, TaskState state) {
        return "Node " + state.attempt().node() + " reports again. Container " + d.container() + " still runs.";
    }

    private static String opening(Diagnosis d) {
        return switch (d.verdict()) {
            case RATE_LIMITED -> "Rate-limited: " + d.cause();
            case TRANSIENT -> (d.lasting() ? "Lasting problem: " : "Temporary problem: ") + d.cause();
            case AMBIGUOUS -> "Possibly temporary problem: " + d.cause();
            default -> "Waiting: " + d.cause();
        };
    }

    static String detail(Diagnosis d) {
        return d.message().isEmpty() ? "" : ": " + withoutFullStop(d.message());
    }

    private static String next(Diagnosis d, TaskState state) {
        if (CREATE_RETRIED.contains(d.cause())) {
            return " run-pod retries.";
        }
        return switch (d.verdict()) {
            case RATE_LIMITED -> " Kubernetes retries the pull in the same pod.";
            case TRANSIENT, AMBIGUOUS ->
                state.stage() == Stage.CREATE ? " run-pod retries the create." : " Kubernetes retries.";
            default -> "";
        };
    }

    private static String left(TaskState state, TaskPolicy policy, Instant now) {
        Budget budget = state.ledger().running();
        Optional<Duration> left = state.ledger().left(budget, policy, now);
        if (budget == Budget.NONE || left.isEmpty()) {
            return "";
        }
        return " " + duration(left.get()) + " of the " + budget.label() + " budget ("
                + duration(policy.limit(budget).orElseThrow()) + ") left.";
    }

    static String identified(TaskState state, TaskPolicy policy, boolean existed) {
        Attempt attempt = state.attempt();
        return "Pod " + state.namespace() + "/" + attempt.podName()
                + (state.attemptNumber() > 1
                        ? " (attempt " + state.attemptNumber() + " of " + policy.attempts() + ")"
                        : "")
                + (existed ? " already exists and belongs to this task. run-pod has attached to it." : " created.");
    }

    /** For a task whose pod runs as a service account without having its token. */
    public static String noToken(ServiceAccount account) {
        return "The pod runs as service account " + account.name()
                + " without its token, because the cluster gives pods none. An administrator can change that with"
                + " automountServiceAccountToken.";
    }

    static String leftOver(String podName) {
        return "Pod " + podName
                + " of an earlier run with the same id is being deleted. run-pod waits until it is gone.";
    }

    /** What Kubernetes told of the pod. */
    static String event(PodEvent event) {
        return "Event " + event.reason() + ": " + Excerpt.line(event.message(), LONGEST_EVENT, "The event has all");
    }

    static String attempt(TaskState state, int attempts) {
        Attempt attempt = state.attempt();
        String words = attempt.podVariant().words();
        return "Attempt " + state.attemptNumber() + " of " + attempts + ": pod " + attempt.podName()
                + (words.isEmpty() ? "." : ", with " + words + ".");
    }

    static String again(Ending ending, int number, int attempts) {
        return "Attempt " + number + " of " + attempts + " has ended. " + ending.message()
                + " run-pod starts another attempt when this pod is gone.";
    }

    /** A pod was given up for one that costs no attempt. */
    static String givenUp(Ending ending) {
        return ending.message() + " Nothing of the pod ran, so this costs no attempt.";
    }

    static String putBack(Ending ending) {
        return ending.message()
                + " run-pod puts the task back into the queue when this pod is gone. This costs no attempt.";
    }

    /** For a pod that names a queue, in a cluster whose Kueue does not manage it. */
    static String notQueued(PodSnapshot pod) {
        return "The pod is in no queue: Kueue did not gate it, although it names the queue " + Kueue.queue(pod)
                + ". run-pod goes on without a queue. Check that Kueue is installed and manages the pods of namespace "
                + pod.namespace() + ".";
    }

    static String apiFails(String why) {
        return "Requests to the Kubernetes API fail (" + withoutFullStop(why)
                + "). The result is unaffected. run-pod retries.";
    }

    /** The task ends, but a create that had no usable answer may still make a pod. */
    static String mayLand(Instant landed, Instant now) {
        return "The last create had no usable answer and may still take effect. run-pod waits up to "
                + duration(Duration.between(now, landed)) + " for its pod.";
    }

    static String forbidden(String why) {
        return "run-pod is not allowed to read everything about the pod (" + withoutFullStop(why)
                + "). The result is unaffected. Its explanation may be incomplete.";
    }

    static String changesFail(String why) {
        return "The Kubernetes API answers, but it does not carry out a deletion or a change (" + withoutFullStop(why)
                + "). run-pod retries.";
    }

    static String changesWorkAgain() {
        return "The Kubernetes API carries out changes again.";
    }

    static String apiAnswersAgain() {
        return "The Kubernetes API answers again.";
    }

    static String secretNotGiven(String why) {
        return "run-pod cannot make the pod the owner of its Secret (" + withoutFullStop(why)
                + "). run-pod deletes the Secret at the end of the task.";
    }

    static String secretStays(TaskState state, String why) {
        return "run-pod cannot delete the Secret " + state.namespace() + "/"
                + state.attempt().podName() + " (" + withoutFullStop(why) + "). It stays. Please delete it.";
    }

    /** The words of another component within a sentence: on one line, so that they look like nothing but words. */
    static String withoutFullStop(String words) {
        String text = Excerpt.line(words, LONGEST_DETAIL, "");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    static String duration(Duration duration) {
        return Durations.format(duration);
    }
}
