package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.PodClass.TRANSIENT;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a waiting reason other than a failed pull means. An unknown one is ambiguous: the set is not closed. */
final class WaitingRules {
    /** A Secret or ConfigMap that may still come; PERMANENT when it has not come in two minutes. */
    static final String MISSING_OBJECT = "MissingSecretOrConfigMap";

    private static final String CREATE_IT = "Create the named Secret or ConfigMap in the pod's namespace, with the named key.";
    private static final String FIX_COMMAND = "Check the command, entrypoint and working directory against the image.";

    private static final Rule ANY_OBJECT_MISSING =
            Rule.of(MISSING_OBJECT, AMBIGUOUS, "not found|couldn't find key|references non-existent", CREATE_IT);

    private static final Map<String, List<Rule>> RULES = Map.of(
            "RegistryUnavailable", List.of(Rule.of("RegistryUnavailable", TRANSIENT, "", "")),
            "SignatureValidationFailed", List.of(Rule.of("SignatureInvalid", PERMANENT, "", "Use a signed image.")),
            "InvalidImageName",
                    List.of(Rule.of("InvalidImageName", PERMANENT, "", "Check the image name and tag.")),
            "ErrImageNeverPull",
                    List.of(Rule.of(
                            "ErrImageNeverPull",
                            PERMANENT,
                            "",
                            "Use another imagePullPolicy than Never, or bring the image to the node.")),
            "ImageInspectError", List.of(Rule.of("ImageInspectError", TRANSIENT, "", "")),
            "CreateContainerConfigError",
                    List.of(
                            Rule.of(
                                    "RunAsNonRoot",
                                    PERMANENT,
                                    "runasnonroot|will run as root|non-numeric user",
                                    "Set securityContext.runAsUser to a number other than 0."),
                            ANY_OBJECT_MISSING,
                            Rule.of("ConfigTimeout", TRANSIENT, "timed out|failed to sync", "")),
            "CreateContainerError",
                    List.of(
                            Rule.of("RuntimeBusy", TRANSIENT, "context deadline exceeded|is reserved", ""),
                            Rule.of(
                                    "BadCommand",
                                    PERMANENT,
                                    "no command specified|executable file not found|no such file or directory"
                                            + "|permission denied|not a directory|exec format error",
                                    FIX_COMMAND),
                            Rule.of("BadMount", PERMANENT, "invalid mount|mount", "Check volumeMounts and volumes.")),
            "RunContainerError",
                    List.of(
                            Rule.of(
                                    "BadCommand",
                                    PERMANENT,
                                    "executable file not found|no such file or directory|permission denied"
                                            + "|not a directory|exec format error|oci runtime create failed",
                                    FIX_COMMAND),
                            Rule.of("RuntimeBusy", TRANSIENT, "context deadline exceeded", "")),
            "PostStartHookError", List.of(Rule.of("PostStartHookError", PERMANENT, "", "Check lifecycle.postStart.")));

    private static final List<String> CURES_ITSELF = List.of(
            "PreCreateHookError",
            "PreStartHookError",
            "CreatePodSandboxError",
            "ConfigPodSandboxError",
            "KillPodSandboxError",
            "KillContainerError",
            "SetupNetworkError",
            "TeardownNetworkError",
            "NetworkNotReady");

    private WaitingRules() {}

    static Rule match(String reason, String message, ImageErrorRules userRules) {
        List<Rule> rules = RULES.getOrDefault(reason, List.of());
        String text = message.toLowerCase(Locale.ROOT);
        for (Rule rule : rules) {
            if (rule.pattern().matcher(text).find()) {
                return rule;
            }
        }
        if (CURES_ITSELF.contains(reason)) {
            return Rule.of(reason, TRANSIENT, "", "");
        }
        if (!rules.isEmpty()) {
            return Rule.of(reason, AMBIGUOUS, "", "");
        }
        // Free text: the kubelet hands some errors on as they are. Only what says "later" is believed.
        Rule pull = PullRules.match(reason + " " + message, "", userRules);
        boolean later = pull.podClass() == PodClass.RATE_LIMITED || pull.podClass() == TRANSIENT;
        return later ? pull : Rule.of(identifier(reason), AMBIGUOUS, "", "");
    }

    /** What a {@code FailedMount} or {@code FailedCreatePodSandBox} event means. */
    static Rule ofEvent(PodEvent event) {
        String text = event.message().toLowerCase(Locale.ROOT);
        boolean object = text.contains("secret") || text.contains("configmap") || text.contains("references non-existent");
        if (event.reason().equals("FailedMount") && object && ANY_OBJECT_MISSING.pattern().matcher(text).find()) {
            return ANY_OBJECT_MISSING;
        }
        return Rule.of(event.reason(), TRANSIENT, "", "");
    }

    private static String identifier(String reason) {
        return reason.matches("[A-Za-z0-9]{1,60}") ? reason : "UnknownReason";
    }
}
