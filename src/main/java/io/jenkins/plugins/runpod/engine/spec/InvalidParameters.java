package io.jenkins.plugins.runpod.engine.spec;

import java.util.ArrayList;
import java.util.List;

/** Invalid parameters of a task. It lists all problems at once. */
public final class InvalidParameters extends Exception {
    private static final long serialVersionUID = 1L;

    /** More problems than these are counted only. */
    private static final int MOST = 40;
    /** A problem can quote what the user wrote. The rest of a longer one is left out. */
    private static final int LONGEST = 400;

    private final List<String> problems;

    /** @param problems one sentence each, without a full stop */
    public InvalidParameters(List<String> problems) {
        super(
                problems.size() == 1
                        ? cut(problems.get(0))
                        : problems.size() + " problems: " + String.join("; ", shown(problems)));
        this.problems = shown(problems);
    }

    private static List<String> shown(List<String> problems) {
        List<String> shown = new ArrayList<>();
        problems.stream().limit(MOST).map(InvalidParameters::cut).forEach(shown::add);
        if (problems.size() > MOST) {
            shown.add("and " + (problems.size() - MOST) + " more problems");
        }
        return List.copyOf(shown);
    }

    private static String cut(String problem) {
        return problem.length() > LONGEST ? problem.substring(0, LONGEST) + "…" : problem;
    }

    /** The problems, one sentence each. */
    public List<String> problems() {
        return problems;
    }
}
