package io.jenkins.plugins.runpod.cli;

import java.util.List;

/** A command that was not begun, since something is wrong with what it was given; names everything at once. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems one sentence each, without a full stop */
    Refused(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    Refused(String problem) {
        this(List.of(problem));
    }

    List<String> problems() {
        return problems;
    }
}
