package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.List;

/** Why a task or a pod has ended, in sentences that a user reads. Each ending has a message and, where there is one, a remedy. */
final class EndingMessages {
    private static final String CHECK_NODE = "Check why the node does not answer. The container may still run there.";
    private static final String CHECK_FINALIZERS =
            "Check the controllers that own the pod's finalizers, Kueue for example.";

    private EndingMessages() {}

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
                "Cannot read the secrets of the task: " + Messages.withoutFullStop(why) + ".",
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
        String tail = words.isEmpty() ? "." : ": " + Messages.withoutFullStop(words) + ".";
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
                who + " refuses the pod (" + d.cause() + "): " + Messages.withoutFullStop(d.message()) + ".",
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
        String why = d.cause() + (d.message().isEmpty() ? "" : ": " + Messages.withoutFullStop(d.message()));
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
                        "The Kubernetes API has not answered for " + Messages.duration(limit)
                                + " (apiUnavailableTimeout)."
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
                ending.message() + " The API server has not deleted the pod for " + limit + " ("
                        + Messages.withoutFullStop(why) + "). It may still start.",
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
        return Ending.of(
                Verdict.CANCELLED, "Cancelled", "Cancelled: " + Messages.withoutFullStop(why) + "." + deletion, "");
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
                        "The mirror does not give the image " + image + " (" + d.cause() + Messages.detail(d)
                                + "). run-pod gives up the pod to pull from the image's own registry.",
                        "")
                .about(d.container());
    }

    static String withRaise(String remedy, Budget budget) {
        String raise = budget.parameter().isEmpty() ? "" : "Raise " + budget.parameter() + " if waiting longer helps.";
        return (remedy + " " + raise).strip();
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
}
