package io.jenkins.plugins.runpod.cluster;

import java.util.List;

/**
 * The options of an exec request.
 *
 * @param container empty for the only one
 * @param tty there is no terminal: standard error joins standard output, and that is all
 */
record FakeExecOptions(
        String container, List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {

    static FakeExecOptions of(HttpRequest request) {
        return new FakeExecOptions(
                request.parameter("container").orElse(""),
                request.parameters("command"),
                flag(request, "stdin"),
                flag(request, "stdout"),
                flag(request, "stderr"),
                flag(request, "tty"));
    }

    /** Whatever is no {@code 0} and no {@code false} is a yes, as everywhere in the options of the API. */
    private static boolean flag(HttpRequest request, String name) {
        return request.parameters(name).stream()
                .findFirst()
                .filter(value -> !value.equals("0") && !value.equalsIgnoreCase("false"))
                .isPresent();
    }

    boolean hasStreams() {
        return stdin || stdout || stderr && !tty;
    }

    /** The command as Go prints a list. */
    String printed() {
        return "[" + String.join(" ", command) + "]";
    }
}
