package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.util.List;

/** Files that are not packed or unpacked, with all reasons. Nothing was left on disk. */
public final class RefusedArchive extends IOException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    RefusedArchive(List<String> problems) {
        super(String.join(" ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem, names escaped. Their number is bounded: the last sentence counts the others. */
    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
