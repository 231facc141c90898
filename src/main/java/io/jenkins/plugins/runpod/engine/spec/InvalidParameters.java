package io.jenkins.plugins.runpod.engine.spec;

import java.util.List;

/** Invalid parameters of a task. It lists all problems at once. */
public final class InvalidParameters extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems one sentence each, without a full stop */
    public InvalidParameters(List<String> problems) {
        super(problems.size() == 1 ? problems.get(0) : problems.size() + " problems: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, one sentence each. */
    public List<String> problems() {
        return problems;
    }
}
