package io.jenkins.plugins.runpod.cluster;

/** An exec that the kubelet refuses, or that does not reach it. The message is what it answers, in plain text. */
final class FakeExecRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final boolean unreachable;

    private FakeExecRefusal(int code, String text, boolean unreachable) {
        super(text);
        this.code = code;
        this.unreachable = unreachable;
    }

    /** The kubelet's answer. */
    static FakeExecRefusal of(int code, String text) {
        return new FakeExecRefusal(code, text, false);
    }

    /** The API server does not reach the kubelet. */
    static FakeExecRefusal unreachable(String why) {
        return new FakeExecRefusal(500, why, true);
    }

    /** The HTTP status. */
    int code() {
        return code;
    }

    boolean isUnreachable() {
        return unreachable;
    }
}
