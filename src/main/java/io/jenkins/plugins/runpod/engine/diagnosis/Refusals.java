package io.jenkins.plugins.runpod.engine.diagnosis;

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

/** What it means that the API server, or run-pod in its place, refused to create a pod. Pure. */
final class Refusals {
    /** Each part is searched for once, so that a long message of a webhook takes no more time than its length. */
    private static final Pattern EXCEEDED = Pattern.compile(
            "(?s)(?>.*?exceeded quota:)(?>.*?requested: (?=\\S))(?>(.*?), used: )(?>.*?, limited: )(\\S++)");

    private static final List<Rule> FORBIDDEN = List.of(
            Rule.of(Cause.RESOURCES_NOT_SPECIFIED, PERMANENT, "failed quota:|must specify"),
            Rule.of(
                    Cause.LIMIT_RANGE,
                    PERMANENT,
                    "(?:maximum|minimum) \\S+ usage per|limit to request ratio|exceeds .*limit ?range"),
            Rule.of(
                    Cause.ADMISSION_DENIED,
                    PERMANENT,
                    "admission webhook|violates podsecurity|denied the request|validatingadmissionpolicy"));
    private static final Rule ANY_FORBIDDEN = Rule.of(Cause.FORBIDDEN, PERMANENT, "");

    private Refusals() {}

    static Diagnosis of(int status, String reason, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 403 -> forbidden(reason, text, message);
            case 404 -> of(PERMANENT, Cause.NAMESPACE_NOT_FOUND, message);
            case 429 -> of(WAITING, Cause.API_THROTTLED, message);
            // Two creates at once want to count in the same quota: "Operation cannot be fulfilled on resourcequotas".
            case 409 -> of(WAITING, text.contains("quota") ? Cause.QUOTA_EXCEEDED : Cause.CREATE_FAILS, message);
            case 401, 408 -> of(WAITING, Cause.CREATE_FAILS, message);
            default ->
                status >= 400 && status < 500
                        ? of(
                                PERMANENT,
                                text.contains("admission webhook") || text.contains("validatingadmissionpolicy")
                                        ? Cause.ADMISSION_DENIED
                                        : Cause.INVALID_POD,
                                message.isEmpty() ? reason : message)
                        : of(WAITING, Cause.CREATE_FAILS, message.isEmpty() ? reason : message);
        };
    }

    private static Diagnosis forbidden(String reason, String text, String message) {
        if (reason.equals(ServiceAccount.OWN_ACCOUNT)) {
            return of(PERMANENT, Cause.OWN_SERVICE_ACCOUNT, message);
        }
        return text.contains("exceeded quota")
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
