package io.jenkins.plugins.runpod.engine.diagnosis;

import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.AMBIGUOUS;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.PERMANENT;
import static io.jenkins.plugins.runpod.engine.diagnosis.Verdict.WAITING;

import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it means that the API server, or run-pod in its place, refused to create a pod. Pure.
 *
 * <p>The texts of the server's own admission are those of kubernetes {@code plugin/pkg/admission} and
 * {@code staging/src/k8s.io/apiserver/pkg/admission/plugin}.
 */
final class Refusals {
    /**
     * Each part is searched for once, so that a long message of a webhook takes no more time than its length. The
     * hierarchical quotas of kubernetes-sigs/hierarchical-namespaces use the same words.
     */
    private static final Pattern EXCEEDED =
            Pattern.compile("(?s)(?>.*?exceeded (?:hierarchical )?quota)(?>.*?requested: (?=\\S))(?>(.*?), used: )"
                    + "(?>.*?, limited: )(\\S++)");

    /** The words of a webhook or a policy are not those of the server: what they quote is not what they mean. */
    private static final Rule DENIED = Rule.of(
            Cause.ADMISSION_DENIED,
            PERMANENT,
            "admission webhook|denied (?:the )?request|(?:validating|mutating)admissionpolicy");

    /** {@code rest/create.go}, etcd's {@code rpctypes/error.go}, and grpc, which etcd's client sends with. */
    private static final Rule TOO_LARGE = Rule.of(
            Cause.POD_TOO_LARGE,
            PERMANENT,
            "request entity too large|request is too large|trying to send message larger than max");

    private static final List<Rule> FORBIDDEN = List.of(
            DENIED,
            // responsewriters/errors.go: an API server that has just started has not read all roles yet
            Rule.of(
                    Cause.SECRETS_FORBIDDEN,
                    AMBIGUOUS,
                    "is forbidden: user \".{1,600}?\" cannot [a-z]+ resource \"secrets\""),
            Rule.of(Cause.FORBIDDEN, AMBIGUOUS, "is forbidden: user \".{1,600}?\" cannot "),
            // WaitForReady of k8s.io/apiserver/pkg/admission: an API server that has just started
            Rule.of(Cause.CREATE_FAILS, WAITING, "is forbidden: not yet ready to handle request"),
            // resourcequota/controller.go: the quota is new, and its status has no usage yet
            Rule.of(Cause.QUOTA_NOT_YET_KNOWN, WAITING, "status unknown for quota"),
            // Only a quota that covers the pod's scope lets it in, on GKE for system-cluster-critical.
            Rule.of(Cause.QUOTA_TOO_SMALL, PERMANENT, "insufficient quota to (?:consume|match)"),
            // serviceaccount/admission.go: the controllers of a fresh namespace make account and token
            Rule.of(
                    Cause.SERVICE_ACCOUNT_NOT_FOUND,
                    WAITING,
                    "no api token found for service account|retry after the service account is created"
                            + "|error looking up service account [^/\\s]++/default: .*not found"),
            Rule.of(Cause.SERVICE_ACCOUNT_NOT_FOUND, AMBIGUOUS, "error looking up service account .{0,600}not found"),
            Rule.of(Cause.CREATE_FAILS, WAITING, "error looking up service account"),
            Rule.of(Cause.NAMESPACE_TERMINATING, PERMANENT, "because it is being terminated"),
            Rule.of(Cause.PRIORITY_CLASS_NOT_FOUND, PERMANENT, "no priorityclass with name .{0,300}was found"),
            Rule.of(Cause.RUNTIME_CLASS_NOT_FOUND, PERMANENT, "runtimeclass .{0,300}not found"),
            Rule.of(Cause.RESOURCES_NOT_SPECIFIED, PERMANENT, "failed quota:|must specify"),
            Rule.of(
                    Cause.LIMIT_RANGE,
                    PERMANENT,
                    "(?:maximum|minimum) \\S+ usage per|limit to request ratio|exceeds .*limit ?range"),
            // podnodeselector, podtolerationrestriction and imagepolicy
            Rule.of(
                    Cause.ADMISSION_DENIED,
                    PERMANENT,
                    "violates podsecurity|conflicts? with its namespace"
                            + "|webhook backend denied|rejected by webhook backend"),
            // imagepolicy/admission.go: without defaultAllow, a failing backend refuses the pod in the words of its
            // request
            Rule.of(Cause.CREATE_FAILS, WAITING, "is forbidden: post \"?https?://"),
            // priority and runtimeclass: fields of the pod that do not fit its classes
            Rule.of(
                    Cause.INVALID_POD,
                    PERMANENT,
                    "must not be provided in pod spec|pod rejected: .{0,200}overhead|pod rejected: conflict"));
    private static final Rule ANY_FORBIDDEN = Rule.of(Cause.FORBIDDEN, PERMANENT, "");

    private Refusals() {}

    static Diagnosis of(int status, String reason, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        String words = message.isEmpty() ? reason : message;
        if (status == 413 || TOO_LARGE.matches(text)) {
            return of(PERMANENT, Cause.POD_TOO_LARGE, words);
        }
        return switch (status) {
            case 403 -> forbidden(reason, text, message);
            case 429 -> of(WAITING, Cause.API_THROTTLED, words);
            // Two creates at once want to count in the same quota: "Operation cannot be fulfilled on resourcequotas".
            case 409 -> of(WAITING, text.contains("quota") ? Cause.QUOTA_EXCEEDED : Cause.CREATE_FAILS, words);
            case 401, 408 -> of(WAITING, Cause.CREATE_FAILS, words);
            default ->
                status >= 400 && status < 500
                        ? of(PERMANENT, DENIED.matches(text) ? Cause.ADMISSION_DENIED : refused(status, text), words)
                        : of(WAITING, Cause.CREATE_FAILS, words);
        };
    }

    /** By the status alone. What no API server says of a pod comes from something else at its address. */
    private static Cause refused(int status, String text) {
        return switch (status) {
            case 400 -> text.contains("to an https server") ? Cause.API_ERROR : Cause.INVALID_POD;
            case 404 -> text.contains("namespace") ? Cause.NAMESPACE_NOT_FOUND : Cause.API_ERROR;
            case 422 -> Cause.INVALID_POD;
            default -> Cause.API_ERROR;
        };
    }

    private static Diagnosis forbidden(String reason, String text, String message) {
        if (reason.equals(ServiceAccount.OWN_ACCOUNT)) {
            return of(PERMANENT, Cause.OWN_SERVICE_ACCOUNT, message);
        }
        return text.contains("exceeded quota") || text.contains("exceeded hierarchical quota")
                ? quota(message)
                : of(Rule.first(FORBIDDEN, text, ANY_FORBIDDEN), message);
    }

    private static Diagnosis quota(String message) {
        Matcher matcher = EXCEEDED.matcher(message);
        if (matcher.lookingAt()) {
            Map<String, BigDecimal> limited = amounts(matcher.group(2));
            for (Map.Entry<String, BigDecimal> requested :
                    amounts(matcher.group(1)).entrySet()) {
                BigDecimal limit = limited.get(requested.getKey());
                if (limit != null && requested.getValue().compareTo(limit) > 0) {
                    return of(PERMANENT, Cause.QUOTA_TOO_SMALL, message);
                }
            }
        }
        return of(WAITING, Cause.QUOTA_EXCEEDED, message);
    }

    /** {@code cpu=2,limits.memory=1Gi}; what cannot be read is left out. */
    private static Map<String, BigDecimal> amounts(String text) {
        Map<String, BigDecimal> amounts = new HashMap<>();
        for (String part : text.split(",")) {
            int equals = part.lastIndexOf('=');
            if (equals > 0) {
                try {
                    amounts.put(
                            part.substring(0, equals).strip(),
                            new Quantity(part.substring(equals + 1).strip()).getNumericalAmount());
                } catch (IllegalArgumentException e) {
                    // Not a quantity: nothing can be said about this resource.
                    continue;
                }
            }
        }
        return amounts;
    }

    private static Diagnosis of(Rule rule, String message) {
        return of(rule.verdict(), rule.cause(), message);
    }

    private static Diagnosis of(Verdict verdict, Cause cause, String message) {
        return Diagnosis.of(verdict, cause, message, "", Memory.empty());
    }
}
