package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.RATE_LIMITED;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.TRANSIENT;

import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a waiting reason other than a failed pull means. An unknown one is ambiguous: the set is not closed. */
final class WaitingRules {
    private static final Map<String, List<Rule>> RULES = Map.ofEntries(
            Map.entry("RegistryUnavailable", List.of(Rule.of(Cause.REGISTRY_UNAVAILABLE, TRANSIENT, ""))),
            Map.entry("SignatureValidationFailed", List.of(Rule.of(Cause.SIGNATURE_INVALID, PERMANENT, ""))),
            Map.entry("InvalidImageName", List.of(Rule.of(Cause.INVALID_IMAGE_NAME, PERMANENT, ""))),
            Map.entry("ErrImageNeverPull", List.of(Rule.of(Cause.ERR_IMAGE_NEVER_PULL, PERMANENT, ""))),
            // CRI-O resolves short names when it looks an image up, too (internal/storage/image.go).
            Map.entry(
                    "ImageInspectError",
                    List.of(
                            Rule.of(
                                    Cause.INVALID_IMAGE_NAME,
                                    PERMANENT,
                                    PullRules.SHORT_NAME + "|short[ -]name"
                                            + "|invalid reference format|couldn't parse image"
                                            + "|repository name must be lowercase"),
                            Rule.of(Cause.IMAGE_INSPECT_ERROR, TRANSIENT, ""))),
            Map.entry(
                    "CreateContainerConfigError",
                    List.of(
                            Rule.of(
                                    Cause.RUN_AS_NON_ROOT,
                                    PERMANENT,
                                    "has runasnonroot|runasnonroot (?:is|and)\\b|will run as root|non-root policy|non-numeric user"),
                            Rule.of(
                                    Cause.CONFIG_NOT_YET_KNOWN,
                                    TRANSIENT,
                                    "timed out|failed to sync|not yet been read|not registered"),
                            Rule.of(
                                    Cause.MISSING_SECRET_OR_CONFIG_MAP,
                                    AMBIGUOUS,
                                    "not found|couldn't find key|non-existent"),
                            Rule.of(Cause.CREATE_CONTAINER_CONFIG_ERROR, AMBIGUOUS, ""))),
            Map.entry("PostStartHookError", List.of(Rule.of(Cause.POST_START_HOOK_ERROR, PERMANENT, ""))),
            Map.entry("PreCreateHookError", List.of(Rule.of(Cause.CONTAINER_START_HOOK_ERROR, TRANSIENT, ""))),
            Map.entry("PreStartHookError", List.of(Rule.of(Cause.CONTAINER_START_HOOK_ERROR, TRANSIENT, ""))),
            Map.entry("KillContainerError", List.of(Rule.of(Cause.RUNTIME_BUSY, TRANSIENT, ""))),
            Map.entry("VerifyNonRootError", List.of(Rule.of(Cause.RUN_AS_NON_ROOT, PERMANENT, ""))),
            Map.entry("CreatePodSandboxError", List.of(Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, ""))),
            Map.entry("ConfigPodSandboxError", List.of(Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, ""))),
            Map.entry("KillPodSandboxError", List.of(Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, ""))),
            Map.entry("SetupNetworkError", List.of(Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, ""))),
            Map.entry("TeardownNetworkError", List.of(Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, ""))),
            Map.entry("NetworkNotReady", List.of(Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, ""))));

    private static final Rule UNKNOWN = Rule.of(Cause.UNKNOWN_REASON, AMBIGUOUS, "");
    private static final Rule NOT_STARTED = Rule.of(Cause.START_ERROR, AMBIGUOUS, "");
    /** Runtimes create and start containers in different steps, so the same rows serve both. */
    private static final Map<String, Rule> BY_START = Map.of(
            "CreateContainerError", Rule.of(Cause.CREATE_CONTAINER_ERROR, AMBIGUOUS, ""),
            "RunContainerError", Rule.of(Cause.RUN_CONTAINER_ERROR, AMBIGUOUS, ""));

    private static final Rule MOUNT_MISSES_OBJECT = Rule.of(
            Cause.MISSING_SECRET_OR_CONFIG_MAP,
            AMBIGUOUS,
            "(?:secrets?|configmaps?) \\S+ not found|non-existent (?:secret|config) key|couldn't find key");
    private static final Rule MOUNT_NOT_READ =
            Rule.of(Cause.CONFIG_NOT_YET_KNOWN, TRANSIENT, "failed to sync (?:secret|configmap) cache");
    private static final Rule MOUNT = Rule.of(Cause.FAILED_MOUNT, TRANSIENT, "");
    private static final List<Rule> MOUNTS = List.of(MOUNT_MISSES_OBJECT, MOUNT_NOT_READ);

    private static final Rule SANDBOX = Rule.of(Cause.POD_SANDBOX_ERROR, TRANSIENT, "");
    private static final List<Rule> SANDBOXES = List.of(
            Rule.of(
                    Cause.WRONG_PLATFORM,
                    PERMANENT,
                    "operating system (?:of the container )?does not match|0xc0370101"),
            // The handler may be installed late on a fresh node. containerd cri/config, CRI-O internal/oci, Docker
            Rule.of(
                    Cause.BAD_SETTING,
                    AMBIGUOUS,
                    "no runtime for \\S+ is configured|failed to find runtime handler|unknown runtime specified"
                            + "|unknown or invalid runtime name"),
            // What the sandbox has of the pod: sysctls, host name, seccomp and AppArmor profiles
            Rule.of(
                    Cause.BAD_SETTING,
                    PERMANENT,
                    "sysctl \\S+ (?:is not|not allowed|conflicts|requires)"
                            + "|/proc/sys/" + StartRules.NOT_THE_RUNTIMES
                            + "[\\w./-]+[\"'`\\\\]*: (?:no such file|permission denied|invalid argument)"
                            + "|sethostname|cannot load seccomp profile|open seccomp profile"
                            + "|apparmor profile not found|no privileged container allowed"),
            // The pod's memory limit holds for its sandbox, too. A second try may be lucky.
            Rule.of(Cause.MEMORY_LIMIT_TOO_LOW, AMBIGUOUS, "was oom-killed"),
            // CRI-O compares the pod's limit with its minimum, cgmgr_linux.go
            Rule.of(Cause.MEMORY_LIMIT_TOO_LOW, PERMANENT, "memory limit \\d+ too low"),
            // Multus: the annotation names a network that may be created late
            Rule.of(Cause.POD_SANDBOX_ERROR, AMBIGUOUS, "network-attachment-definition.{0,300}not found"));

    private WaitingRules() {}

    /** The row for a waiting reason and its message. */
    static Rule match(String reason, String message, ImageErrorRules userRules) {
        Rule start = BY_START.get(reason);
        if (start != null) {
            return StartRules.match(message, start);
        }
        List<Rule> rules = RULES.get(reason);
        if (rules != null) {
            Rule rule = Rule.first(rules, message.toLowerCase(Locale.ROOT), UNKNOWN);
            if (rule.cause() != Cause.REGISTRY_UNAVAILABLE) {
                return rule;
            }
            Rule pull = PullRules.match(message, "", userRules);
            boolean better = pull.verdict() == RATE_LIMITED
                    || pull.cause() == Cause.USER_RULE
                    || pull.cause() == Cause.REGISTRY_PROXY;
            return better ? pull : rule;
        }
        // Free text: the kubelet hands some errors on as they are. Only what says "later" is believed.
        Rule pull = PullRules.match(reason + " " + message, "", userRules);
        boolean believed =
                pull.cause() == Cause.USER_RULE || pull.verdict() == RATE_LIMITED || pull.verdict() == TRANSIENT;
        return believed ? pull : UNKNOWN;
    }

    /** The row for a container that was terminated because it could not be started. Nothing of it ran. */
    static Rule ofFailedStart(String message) {
        return StartRules.match(message, NOT_STARTED);
    }

    /** What an event about volumes means. */
    static Rule ofMount(PodEvent event) {
        return Rule.first(MOUNTS, event.message().toLowerCase(Locale.ROOT), MOUNT);
    }

    /** What an event about the pod's sandbox means: its image, too, comes from a registry. */
    static Rule ofSandbox(PodEvent event, ImageErrorRules userRules) {
        Rule pull = PullRules.match(event.message(), "", userRules);
        return pull.verdict() == RATE_LIMITED
                ? pull
                : Rule.first(SANDBOXES, event.message().toLowerCase(Locale.ROOT), SANDBOX);
    }
}
