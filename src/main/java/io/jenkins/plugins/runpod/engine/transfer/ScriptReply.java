package io.jenkins.plugins.runpod.engine.transfer;

/** What came back from a script in the pod. Immutable. */
public sealed interface ScriptReply<A> {
    /** The script has done what it was asked to do. */
    record Answer<A>(A value) implements ScriptReply<A> {}

    /**
     * It has not.
     *
     * @param code the exit code
     * @param text what the script or its tool said: one line with 500 characters of it at most, or empty. It comes from the pod, so it can
     *     be anything
     */
    record Failure<A>(ScriptExit exit, int code, String text) implements ScriptReply<A> {
        /** The sentence for people: what happened and what was said, without a full stop. */
        public String message() {
            String what = exit == ScriptExit.OTHER ? exit.meaning() + " (exit code " + code + ")" : exit.meaning();
            return text.isEmpty() ? what : what + ": " + text;
        }
    }
}
