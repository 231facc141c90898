package io.jenkins.plugins.runpod.engine.archive;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Sentences about single files: the first of them, and the number of the others. */
final class Notes {
    private static final int MOST = 20;

    private final List<String> first = new ArrayList<>();
    private final Set<Refusal> reasons = EnumSet.noneOf(Refusal.class);
    private int others;

    void add(Refusal reason, String sentence) {
        reasons.add(reason);
        add(sentence);
    }

    void add(RefusedArchive refused) {
        reasons.addAll(refused.reasons());
        refused.problems().forEach(this::add);
    }

    void add(String sentence) {
        if (first.size() < MOST) {
            first.add(sentence);
        } else {
            others++;
        }
    }

    boolean isEmpty() {
        return first.isEmpty();
    }

    List<String> sentences() {
        var all = new ArrayList<>(first);
        if (others > 0) {
            all.add("There are " + others + " more of such findings.");
        }
        return List.copyOf(all);
    }

    void refuseIfAny() throws RefusedArchive {
        if (!isEmpty()) {
            throw new RefusedArchive(EnumSet.copyOf(reasons), sentences());
        }
    }
}
