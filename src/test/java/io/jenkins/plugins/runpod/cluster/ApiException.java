package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A request that the API refuses, with the words and the reason that kube-apiserver has for it. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient ObjectNode details;

    private ApiException(int code, String reason, String message, ObjectNode details) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    /** Any refusal; the reason is one of the API's words, {@code ServiceUnavailable} for example. */
    public static ApiException of(int code, String reason, String message) {
        return new ApiException(code, reason, message, FakeJson.object());
    }

    static ApiException badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    static ApiException unauthorized() {
        return of(401, "Unauthorized", "Unauthorized");
    }

    /** 403 with the words of admission control, {@code exceeded quota: …} for example. */
    public static ApiException forbidden(Resource resource, String name, String why) {
        return about(
                403,
                "Forbidden",
                "%s \"%s\" is forbidden: %s".formatted(resource.qualified(), name, why),
                resource,
                name);
    }

    static ApiException notFound(Resource resource, String name) {
        return about(404, "NotFound", "%s \"%s\" not found".formatted(resource.qualified(), name), resource, name);
    }

    static ApiException noSuchPath() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiException alreadyExists(Resource resource, String name) {
        return about(
                409, "AlreadyExists", "%s \"%s\" already exists".formatted(resource.qualified(), name), resource, name);
    }

    static ApiException conflict(Resource resource, String name, String why) {
        return about(
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(resource.qualified(), name, why),
                resource,
                name);
    }

    static ApiException expired(String message) {
        return of(410, "Expired", message);
    }

    /** 429, with the seconds to wait. */
    public static ApiException tooManyRequests(Duration retryAfter) {
        return new ApiException(
                429,
                "TooManyRequests",
                "Too many requests, please try again later.",
                FakeJson.object("retryAfterSeconds", retryAfter.toSeconds()));
    }

    /** 422 with everything that is wrong. */
    static ApiException invalid(String kind, String group, String name, List<Problem> problems) {
        List<String> texts = problems.stream().map(Problem::toString).toList();
        ObjectNode details = FakeJson.object("name", name, "group", group, "kind", kind);
        problems.forEach(problem -> details.withArray("causes")
                .add(FakeJson.object(
                        "reason", problem.reason(), "message", problem.message(), "field", problem.field())));
        return new ApiException(
                422,
                "Invalid",
                "%s \"%s\" is invalid: %s".formatted(kind, name, texts.size() == 1 ? texts.get(0) : texts.toString()),
                details);
    }

    private static ApiException about(int code, String reason, String message, Resource resource, String name) {
        ObjectNode details = FakeJson.object("name", name, "kind", resource.plural());
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        return new ApiException(code, reason, message, details);
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }

    /** The machine-readable reason. */
    public String reason() {
        return reason;
    }

    Optional<Long> retryAfterSeconds() {
        return details.has("retryAfterSeconds")
                ? Optional.of(details.get("retryAfterSeconds").asLong())
                : Optional.empty();
    }

    /** The object that the API answers. */
    ObjectNode status() {
        ObjectNode status = FakeJson.object(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                FakeJson.object(),
                "status",
                "Failure",
                "message",
                getMessage(),
                "reason",
                reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", code);
    }

    /** One field that is wrong. */
    record Problem(String field, String reason, String message) {
        static Problem required(String field, String why) {
            return new Problem(
                    field, "FieldValueRequired", why.isEmpty() ? "Required value" : "Required value: " + why);
        }

        static Problem invalid(String field, String value, String why) {
            return new Problem(field, "FieldValueInvalid", "Invalid value: \"%s\": %s".formatted(value, why));
        }

        static Problem duplicate(String field, String value) {
            return new Problem(field, "FieldValueDuplicate", "Duplicate value: \"%s\"".formatted(value));
        }

        static Problem unsupported(String field, String value, String... supported) {
            return new Problem(
                    field,
                    "FieldValueNotSupported",
                    "Unsupported value: \"%s\": supported values: \"%s\""
                            .formatted(value, String.join("\", \"", supported)));
        }

        static Problem missing(String field, String value) {
            return new Problem(field, "FieldValueNotFound", "Not found: \"%s\"".formatted(value));
        }

        static Problem forbidden(String field, String why) {
            return new Problem(field, "FieldValueForbidden", "Forbidden: " + why);
        }

        @Override
        public String toString() {
            return field + ": " + message;
        }
    }
}
