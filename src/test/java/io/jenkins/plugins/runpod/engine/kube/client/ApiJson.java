package io.jenkins.plugins.runpod.engine.kube.client;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods and answers as an API server writes them. */
final class ApiJson {
    private ApiJson() {}

    static String pod(String name, String uid, int resourceVersion) {
        return pod(name, uid, resourceVersion, "Pending");
    }

    static String pod(String name, String uid, int resourceVersion, String phase) {
        return """
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s","namespace":"ns","uid":"%s","resourceVersion":"%d"},\
                "spec":{"containers":[{"name":"main","image":"busybox"}]},"status":{"phase":"%s"}}""".formatted(name, uid, resourceVersion, phase);
    }

    static String list(int resourceVersion, String next, String... pods) {
        return """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"%d","continue":"%s"},"items":[%s]}""".formatted(resourceVersion, next, Stream.of(pods).collect(Collectors.joining(",")));
    }

    static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
    }

    static String bookmark(int resourceVersion) {
        return event(
                "BOOKMARK",
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + resourceVersion
                        + "\"}}");
    }

    static String status(int code, String reason, String message) {
        return """
                {"kind":"Status","apiVersion":"v1","status":"Failure","message":"%s","reason":"%s","code":%d}""".formatted(message, reason, code);
    }
}
