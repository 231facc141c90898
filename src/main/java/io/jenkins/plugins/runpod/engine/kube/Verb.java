package io.jenkins.plugins.runpod.engine.kube;

/** What a request does; requests are counted by it. */
public enum Verb {
    CREATE("POST"),
    GET("GET"),
    UPDATE("PUT"),
    LIST("GET"),
    EVENTS("GET"),
    WATCH("GET"),
    DELETE("DELETE"),
    LOG("GET");

    private final String method;

    Verb(String method) {
        this.method = method;
    }

    /** The HTTP method. */
    String method() {
        return method;
    }
}
