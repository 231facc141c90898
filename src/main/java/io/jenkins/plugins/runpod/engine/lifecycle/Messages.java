package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every sentence a user reads about a task: what is happening, why, what happens next, what is left of which budget. */
final class Messages {
    private static final Set<String> NORMAL_EVENTS =
            Set.of("Scheduled", "Pulling", "Pulled", "Created", "Started", "Killing", "BackOff");
    private static final int MOST_EVENTS = 3;
    private static final int LONGEST_EVENT = 300;

    private Messages() {}

    // --- while it goes on ---------------------------------------------------------------------------------------

    static String change(Diagnosis d, TaskState state, TaskPolicy policy, boolean overdue, Instant now) {
        if (d.nodeLost()) {
            return "Node " + state.attempt().node() + " has stopped reporting; container " + d.container()
                    + " may still run there. Waiting for the node" + left(state, policy, now) + ".";
        }
        if (d.terminating()) {
            return "Somebody else is deleting the pod"
                    + (d.verdict() == Verdict.RUNNING ? "; container " + d.container() + " still runs" : "")
                    + ". Waiting until it is gone" + left(state, policy, now) + ".";
        }
        if (d.verdict() == Verdict.RUNNING) {
            return "Container " + d.container() + " has started on node "
                    + state.attempt().node()
                    + (overdue ? ", after its time to start was up: attached to it again, its result counts." : ".");
        }
        String where = d.container().isEmpty() ? "" : " (container " + d.container() + ")";
        return opening(d) + where + detail(d) + next(d) + left(state, policy, now) + ".";
    }

    static String nodeReportsAgain(Diagnosis d, TaskState state) {
        return "Node " + state.attempt().node() + " reports again; container " + d.container() + " still runs.";
    }

    private static String opening(Diagnosis d) {
        return switch (d.verdict()) {
            case RATE_LIMITED -> "Rate-limited: " + d.cause();
            case TRANSIENT -> "Trouble that usually passes: " + d.cause();
            case AMBIGUOUS -> "Trouble that may pass: " + d.cause();
            default -> "Waiting: " + d.cause();
        };
    }

    private static String detail(Diagnosis d) {
        return d.message().isEmpty() ? "" : ": " + withoutFullStop(d.message());
    }

    private static String next(Diagnosis d) {
        return switch (d.verdict()) {
            case RATE_LIMITED -> ". Kubernetes tries again by itself; waiting in the same pod";
            case TRANSIENT, AMBIGUOUS -> ". Kubernetes tries again; waiting";
            default -> "";
        };
    }

    private static String left(TaskState state, TaskPolicy policy, Instant now) {
        Budget budget = state.ledger().running();
        Optional<Duration> limit = policy.limit(budget);
        if (budget == Budget.NONE || limit.isEmpty()) {
            return "";
        }
        Duration rest = limit.get().minus(state.ledger().spent(budget, now));
        return ", " + duration(rest.isNegative() ? Duration.ZERO : rest) + " of the " + budget.label() + " budget ("
                + duration(limit.get()) + ") left";
    }

    static String identified(TaskState state, TaskPolicy policy, boolean existed) {
        Attempt attempt = state.attempt();
        return "Pod " + state.namespace() + "/" + attempt.podName()
                + (attempt.number() > 1 ? " (attempt " + attempt.number() + " of " + policy.attempts() + ")" : "")
                + (existed ? " exists already and is this task's: attached to it." : " created.");
    }

    static String leftOver(String podName) {
        return "Pod " + podName + " of an earlier run under the same id is being deleted; waiting until it is gone.";
    }

    /** What Kubernetes told last of the pod, without the events of its normal progress. */
    static List<String> lastEvents(List<PodEvent> events) {
        List<PodEvent> telling = events.stream()
                .filter(event -> !NORMAL_EVENTS.contains(event.reason()))
                .filter(event -> !event.message().matches("Error: (ErrImagePull|ImagePullBackOff)"))
                .sorted(Comparator.comparing(event -> event.last().orElse(Instant.EPOCH)))
                .toList();
        return telling.stream()
                .skip(Math.max(0, telling.size() - MOST_EVENTS))
                .map(event -> "Event " + event.reason() + ": " + shortened(event.message()))
                .toList();
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_EVENT ? line : line.substring(0, LONGEST_EVENT) + "…";
    }

    static String attempt(int number, int attempts, String podName) {
        return "Attempt " + number + " of " + attempts + ": pod " + podName + ".";
    }

    static String again(Ending ending, int number, int attempts) {
        return "Attempt " + number + " of " + attempts + " is over: " + ending.message()
                + " Another attempt follows when its pod is gone.";
    }

    static String apiTrouble(String why) {
        return "The Kubernetes API does not answer as it should (" + withoutFullStop(why)
                + "). This decides nothing; trying again.";
    }

    static String forbidden(String why) {
        return "Kubernetes does not allow to read all about the pod (" + withoutFullStop(why)
                + "). The result does not depend on it, but its explanation may be poorer.";
    }

    static String apiAnswersAgain() {
        return "The Kubernetes API answers again.";
    }

    static String secretNotGiven(String why) {
        return "The Secret of the pod cannot be given to the pod (" + withoutFullStop(why)
                + "). It is deleted at the end.";
    }

    static String secretStays(TaskState state, String why) {
        return "The Secret " + state.namespace() + "/" + state.attempt().podName() + " cannot be deleted ("
                + withoutFullStop(why) + "). It stays; please delete it.";
    }

    // --- endings ------------------------------------------------------------------------------------------------

    static Ending secretNameTaken(TaskState state) {
        return Ending.of(
                Verdict.PERMANENT,
                "NameTaken",
                "A Secret named " + state.attempt().podName() + " exists in namespace " + state.namespace()
                        + " and is not this task's.",
                "Delete it, if nobody needs it.");
    }

    static Ending secretUnreadable(String why) {
        return Ending.of(
                Verdict.PERMANENT,
                "SecretEnv",
                "The values for secretEnv cannot be had: " + withoutFullStop(why) + ".",
                "Correct secretEnv or the credentials it names.");
    }

    static Ending ending(Diagnosis d) {
        return new Ending(
                d.verdict(),
                d.cause(),
                sentence(d),
                d.remedy(),
                d.container(),
                d.exitCode().isPresent() ? d.exitCode().getAsInt() : null,
                d.cause().equals("DeadlineExceeded"),
                d.startedAt().orElse(null),
                d.finishedAt().orElse(null));
    }

    private static String sentence(Diagnosis d) {
        String container = d.container().isEmpty() ? "The pod" : "Container " + d.container();
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
            case OUTCOME_UNKNOWN -> container + " ran and its end was not seen (" + d.cause() + ")" + tail;
            default -> container + " cannot start (" + d.cause() + ")" + tail;
        };
    }

    static Ending refused(Diagnosis d) {
        return Ending.of(
                Verdict.PERMANENT,
                d.cause(),
                "Kubernetes refuses the pod (" + d.cause() + "): " + withoutFullStop(d.message()) + ".",
                d.remedy());
    }

    static Ending nameTaken(PodSnapshot pod) {
        return Ending.of(
                Verdict.PERMANENT,
                "NameTaken",
                "A pod named " + pod.name() + " exists in namespace " + pod.namespace()
                        + " and was not created for this task from this specification.",
                "Use another id, or delete that pod if nobody needs it.");
    }

    static Ending vanishedUnseen() {
        return Ending.of(
                Verdict.OUTCOME_UNKNOWN,
                "PodVanished",
                "The pod may have been created, and it is gone; whether it ran is not known.",
                "See the audit log of the cluster for who deleted it.");
    }

    static Ending expired(Budget budget, Diagnosis d, TaskPolicy policy) {
        String limit = policy.limit(budget).map(Messages::duration).orElse("");
        if (budget == Budget.RUN) {
            return Ending.of(
                            Verdict.TASK_FAILED,
                            budget.timeoutReason(),
                            "Container " + d.container() + " ran longer than runTimeout (" + limit
                                    + ") and was stopped.",
                            "Raise runTimeout if the task needs longer.")
                    .about(d.container());
        }
        String why = d.cause() + (d.message().isEmpty() ? "" : ": " + withoutFullStop(d.message()));
        if (budget == Budget.GRACE) {
            // What might have passed has not: a missing Secret, say, is now as final as a wrong image name.
            return Ending.of(
                            Verdict.PERMANENT,
                            d.cause(),
                            "The pod cannot start (" + why + "). This might have passed, and has not within " + limit
                                    + ".",
                            d.remedy())
                    .about(d.container());
        }
        String raise = budget.parameter().isEmpty() ? "" : "Raise " + budget.parameter() + " if waiting longer helps.";
        return Ending.of(
                        Verdict.NEVER_STARTED,
                        budget.timeoutReason(),
                        "The pod did not start within the " + budget.label() + " budget (" + limit + "). Last cause: "
                                + why + ".",
                        (d.remedy() + " " + raise).strip())
                .about(d.container());
    }

    static Ending nodeLost(Diagnosis d, TaskPolicy policy, boolean ran) {
        String limit = policy.limit(Budget.NODE_LOST).map(Messages::duration).orElse("");
        return Ending.of(
                        Verdict.OUTCOME_UNKNOWN,
                        d.nodeLost() ? "NodeLost" : "StuckTerminating",
                        (d.nodeLost() ? "The node has not reported for " : "The pod has been terminating for ")
                                + limit
                                + (ran ? "; the container ran and its end was not seen." : "."),
                        "See why the node does not answer; the container may still run there.")
                .about(d.container());
    }

    static Ending apiUnavailable(Duration limit, boolean podMayExist) {
        return Ending.of(
                        podMayExist ? Verdict.OUTCOME_UNKNOWN : Verdict.NEVER_STARTED,
                        Budget.API_UNAVAILABLE.timeoutReason(),
                        "The Kubernetes API has not answered for " + duration(limit) + " (apiUnavailableTimeout)."
                                + (podMayExist
                                        ? " What became of the pod is not known; it is deleted when the API answers again."
                                        : ""),
                        "See why the API server does not answer.")
                .asExpired();
    }

    static Ending stuck(Ending ending, TaskPolicy policy) {
        String limit = policy.limit(Budget.NODE_LOST).map(Messages::duration).orElse("");
        return new Ending(
                Verdict.OUTCOME_UNKNOWN,
                ending.reason(),
                ending.message() + " Its pod was deleted and has not gone for " + limit
                        + ", so it is not proven that nothing ran.",
                "See why the node does not answer; the container may still run there.",
                ending.container(),
                ending.exitCode(),
                ending.expired(),
                ending.startedAt(),
                ending.finishedAt());
    }

    static Ending ranAfterAll(Ending ending) {
        return Ending.of(
                        Verdict.OUTCOME_UNKNOWN,
                        ending.reason(),
                        ending.message() + " But it turned out to have run before it was deleted; its outcome is not"
                                + " known.",
                        "Check what the task did before you run it again.")
                .about(ending.container());
    }

    static Ending mayHaveRun(Ending ending) {
        return Ending.of(
                        Verdict.OUTCOME_UNKNOWN,
                        ending.reason(),
                        ending.message()
                                + " Its pod was deleted and its end was not seen, so it is not proven that nothing"
                                + " ran.",
                        "Check what the task did before you run it again.")
                .about(ending.container());
    }

    static Ending cancelled(String why, boolean podMayExist, boolean apiAnswers) {
        String deletion = !podMayExist
                ? ""
                : apiAnswers
                        ? " Its pod is being deleted."
                        : " The Kubernetes API does not answer; the pod will be deleted as soon as it does.";
        return Ending.of(Verdict.CANCELLED, "Cancelled", "Cancelled: " + withoutFullStop(why) + "." + deletion, "");
    }

    // --- words --------------------------------------------------------------------------------------------------

    private static String withoutFullStop(String text) {
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

    private static String duration(Duration duration) {
        return Durations.format(duration);
    }
}
