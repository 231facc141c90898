package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Files that are not packed or unpacked, with all reasons. Nothing was left on disk. */
public final class RefusedArchive extends IOException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;
    private final transient Set<Refusal> reasons;

    RefusedArchive(Refusal reason, String problem) {
        this(EnumSet.of(reason), List.of(problem));
    }

    RefusedArchive(Set<Refusal> reasons, List<String> problems) {
        super(String.join(" ", problems));
        this.reasons = reasons;
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem, names escaped. Their number is bounded: the last sentence counts the others. */
    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }

    /** What kinds of problems there are, in the order of {@link Refusal}. Unknown to another process. */
    public Set<Refusal> reasons() {
        return reasons == null ? EnumSet.noneOf(Refusal.class) : reasons;
    }
}
