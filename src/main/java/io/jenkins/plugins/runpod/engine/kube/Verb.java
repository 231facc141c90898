package io.jenkins.plugins.runpod.engine.kube;

/** What a request does; requests are counted by it. */
public enum Verb {
    CREATE("POST"),
    GET("GET"),
    UPDATE("PUT"),
    LIST("GET"),
    EVENTS("GET"),
    WATCH("GET"),
    PATCH("PATCH"),
    DELETE("DELETE"),
    LOG("GET");

    private final String method;

    Verb(String method) {
        this.method = method;
    }

    /** The media type of its body. */
    public String bodyType() {
        return this == PATCH ? "application/json-patch+json" : "application/json";
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }
}
