package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every sentence a user reads about a task: what is happening, why, what happens next, what is left of which budget. */
public final class Messages {
    private static final Set<String> CREATE_RETRIED =
            Set.of(Cause.CREATE_FAILS.id(), Cause.SECRET_CREATE_FAILS.id(), Cause.SECRET_ENV_UNREAD.id());
    private static final int LONGEST_EVENT = 300;
    /** More than any message that was cut before, with the words that say so. This is for those that were not. */
    private static final int LONGEST_DETAIL = 6_000;

    private static final String CHECK_NODE = "Check why the node does not answer. The container may still run there.";
    private static final String CHECK_FINALIZERS =
            "Check the controllers that own the pod's finalizers, Kueue for example.";

    private Messages() {}

    // --- while it goes on ---------------------------------------------------------------------------------------

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

    /** A registry limits pulls. */
    static Ending toMirror(Diagnosis d, String registry, String mirror) {
        return Ending.of(
                        Verdict.NEVER_STARTED,
                        d.cause(),
                        "Registry " + registry + " limits pulls. run-pod gives up the pod to pull from " + mirror + ".",
                        "")
                .about(d.container());
    }

    /** A mirror does not give an image. */
    static Ending fromMirror(Diagnosis d, String image) {
        return Ending.of(
                        Verdict.NEVER_STARTED,
                        d.cause(),
                        "The mirror does not give the image " + image + " (" + d.cause() + detail(d)
                                + "). run-pod gives up the pod to pull from the image's own registry.",
                        "")
                .about(d.container());
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

    // --- endings ------------------------------------------------------------------------------------------------

    static Ending secretNameTaken(TaskState state) {
        return Ending.of(
                Verdict.PERMANENT,
                "NameTaken",
                "A Secret named " + state.attempt().podName() + " exists in namespace " + state.namespace()
                        + " and does not belong to this task.",
                "Delete the Secret if it is no longer needed.");
    }

    static Ending secretUnreadable(String why) {
        return Ending.of(
                Verdict.PERMANENT,
                "SecretEnv",
                "Cannot read the secrets of the task: " + withoutFullStop(why) + ".",
                "Correct secretEnv, secretFiles or the credentials that they name. passEnv can exclude variables of the"
                        + " build.");
    }

    static Ending ending(Diagnosis d) {
        return new Ending(
                d.verdict(), d.cause(), sentence(d), d.remedy(), d.cause().equals("DeadlineExceeded"), d.end());
    }

    private static String sentence(Diagnosis d) {
        boolean ofPod = d.container().isEmpty() || HelperContainers.isName(d.container());
        String container = ofPod ? "The pod" : "Container " + d.container();
        String words = lastLine(d.message());
        String tail = words.isEmpty() ? "." : ": " + withoutFullStop(words) + ".";
        return switch (d.verdict()) {
            case SUCCEEDED -> container + " ended with exit code 0.";
            case TASK_FAILED ->
                container
                        + (d.exitCode().isPresent()
                                ? " failed with exit code " + d.exitCode().getAsInt() + " (" + d.cause() + ")"
                                : " failed (" + d.cause() + ")")
                        + tail;
            case NEVER_STARTED -> container + " never started (" + d.cause() + ")" + tail;
            case OUTCOME_UNKNOWN -> container + " ran, but its outcome is unknown (" + d.cause() + ")" + tail;
            default -> container + " cannot start (" + d.cause() + ")" + tail;
        };
    }

    static Ending refused(Diagnosis d) {
        String who = d.cause().equals(Cause.OWN_SERVICE_ACCOUNT.id()) ? "run-pod" : "Kubernetes";
        return Ending.of(
                Verdict.PERMANENT,
                d.cause(),
                who + " refuses the pod (" + d.cause() + "): " + withoutFullStop(d.message()) + ".",
                d.remedy());
    }

    static Ending nameTaken(PodSnapshot pod) {
        return Ending.of(
                Verdict.PERMANENT,
                "NameTaken",
                "A pod named " + pod.name() + " exists in namespace " + pod.namespace()
                        + " and was not created for this task from this specification.",
                "Use another id, or delete that pod if it is no longer needed.");
    }

    static Ending vanishedUnseen() {
        return Ending.of(
                Verdict.OUTCOME_UNKNOWN,
                "PodVanished",
                "The pod may have been created and is gone now. It is unknown whether it ran.",
                "See the cluster's audit log for the user or component that deleted the pod.");
    }

    static Ending expired(Budget budget, Diagnosis d, TaskPolicy policy) {
        String limit = policy.limit(budget).map(Messages::duration).orElse("");
        if (budget == Budget.RUN) {
            return Ending.of(
                            Verdict.TASK_FAILED,
                            budget.timeoutReason(),
                            "Container " + d.container() + " ran longer than runTimeout (" + limit
                                    + "). run-pod stopped it.",
                            "Raise runTimeout if the task needs longer.")
                    .about(d.container());
        }
        String why = d.cause() + (d.message().isEmpty() ? "" : ": " + withoutFullStop(d.message()));
        if (budget == Budget.GRACE) {
            // What might have passed has not: a missing Secret, say, is now as final as a wrong image name.
            return Ending.of(
                            Verdict.PERMANENT,
                            d.cause(),
                            "The pod cannot start (" + why + "). The problem did not clear within " + limit + " ("
                                    + budget.parameter() + ").",
                            withRaise(d.remedy(), budget))
                    .about(d.container());
        }
        return Ending.of(
                        Verdict.NEVER_STARTED,
                        budget.timeoutReason(),
                        "The pod did not start within the " + budget.label() + " budget (" + limit + "). Last cause: "
                                + why + ".",
                        withRaise(d.remedy(), budget))
                .about(d.container());
    }

    static Ending nodeLost(Diagnosis d, TaskPolicy policy, boolean ran) {
        String limit = policy.limit(Budget.STUCK_POD).map(Messages::duration).orElse("");
        return Ending.of(
                        d.bound() ? Verdict.OUTCOME_UNKNOWN : Verdict.NEVER_STARTED,
                        d.nodeLost() ? "NodeLost" : "StuckTerminating",
                        (d.nodeLost() ? "The node has not reported for " : "The pod has been terminating for ")
                                + limit
                                + (ran ? ". The container ran, but its outcome is unknown." : "."),
                        d.bound() ? CHECK_NODE : CHECK_FINALIZERS)
                .about(d.container());
    }

    static Ending apiUnavailable(Duration limit, boolean podMayExist) {
        return Ending.of(
                        podMayExist ? Verdict.OUTCOME_UNKNOWN : Verdict.NEVER_STARTED,
                        Budget.API_UNAVAILABLE.timeoutReason(),
                        "The Kubernetes API has not answered for " + duration(limit) + " (apiUnavailableTimeout)."
                                + (podMayExist
                                        ? " The state of the pod is unknown. run-pod deletes it when the API answers again."
                                        : ""),
                        "Check why the API server does not answer.")
                .asExpired();
    }

    /** @param bound whether the pod has a node. A terminating pod gets none any more, so nothing of it can run. */
    static Ending stuck(Ending ending, TaskPolicy policy, boolean bound) {
        String limit = policy.limit(Budget.STUCK_POD).map(Messages::duration).orElse("");
        return new Ending(
                bound ? Verdict.OUTCOME_UNKNOWN : ending.verdict(),
                ending.reason(),
                ending.message() + " run-pod deleted the pod, but it was still there after " + limit
                        + (bound ? ". Its container may have run." : ". It has no node, so nothing of it ran."),
                bound ? CHECK_NODE : CHECK_FINALIZERS,
                ending.expired(),
                ending.end());
    }

    static Ending undeletable(Ending ending, TaskPolicy policy, FailedChanges changes) {
        String limit = policy.limit(Budget.STUCK_POD).map(Messages::duration).orElse("");
        String why = changes.current().map(Obstacles.Outage::why).orElse("");
        return new Ending(
                Verdict.OUTCOME_UNKNOWN,
                ending.reason(),
                ending.message() + " The API server has not deleted the pod for " + limit + " (" + withoutFullStop(why)
                        + "). It may still start.",
                "Check that run-pod may delete pods, and the webhooks and etcd of the API server.",
                ending.expired(),
                ending.end());
    }

    static Ending ranAfterAll(Ending ending) {
        return Ending.of(
                        Verdict.OUTCOME_UNKNOWN,
                        ending.reason(),
                        ending.message() + " The pod ran before run-pod deleted it. Its outcome is unknown.",
                        "Check what the task did before you run it again.")
                .about(ending.end().container());
    }

    static Ending mayHaveRun(Ending ending) {
        return Ending.of(
                        Verdict.OUTCOME_UNKNOWN,
                        ending.reason(),
                        ending.message()
                                + " run-pod deleted the pod and did not see its end. Its container may have run.",
                        "Check what the task did before you run it again.")
                .about(ending.end().container());
    }

    /** @param deletion what becomes of the pod, in a sentence after a space, or empty */
    static Ending cancelled(String why, String deletion) {
        return Ending.of(Verdict.CANCELLED, "Cancelled", "Cancelled: " + withoutFullStop(why) + "." + deletion, "");
    }

    static String deletes() {
        return " run-pod is deleting the pod.";
    }

    static String deletesLater() {
        return " The Kubernetes API does not answer. run-pod deletes the pod as soon as it does.";
    }

    static String deletesIfItComes() {
        return " The last create had no usable answer. If it makes a pod within the next 90 s, run-pod deletes it.";
    }

    // --- words --------------------------------------------------------------------------------------------------

    static String withRaise(String remedy, Budget budget) {
        String raise = budget.parameter().isEmpty() ? "" : "Raise " + budget.parameter() + " if waiting longer helps.";
        return (remedy + " " + raise).strip();
    }

    /** The words of another component within a sentence: on one line, so that they look like nothing but words. */
    static String withoutFullStop(String words) {
        String text = Excerpt.line(words, LONGEST_DETAIL, "");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** A container's termination message may be the end of its log, which stands above already. */
    private static String lastLine(String text) {
        List<String> lines = text.strip().lines().map(String::strip).toList();
        if (lines.isEmpty()) {
            return "";
        }
        String last = lines.get(lines.size() - 1);
        return lines.size() == 1 ? last : "… " + last;
    }

    static String duration(Duration duration) {
        return Durations.format(duration);
    }
}
