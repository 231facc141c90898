package io.jenkins.plugins.runpod.engine.kube;

/** The kind of a request. Requests are counted by it. */
public enum Verb {
    CREATE("POST"),
    GET("GET"),
    UPDATE("PUT"),
    LIST("GET"),
    EVENTS("GET"),
    WATCH("GET"),
    PATCH("PATCH"),
    DELETE("DELETE"),
    LOG("GET"),
    /** A command in a container: a GET that becomes a WebSocket. */
    EXEC("GET");

    private final String method;

    Verb(String method) {
        this.method = method;
    }

    /** The media type of the request's body. */
    public String bodyType() {
        return this == PATCH ? "application/json-patch+json" : "application/json";
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }
}
