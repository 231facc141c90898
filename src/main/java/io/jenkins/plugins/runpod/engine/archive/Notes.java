package io.jenkins.plugins.runpod.engine.archive;

import java.util.ArrayList;
import java.util.List;

/** Sentences about single files: the first of them, and the number of the others. */
final class Notes {
    private static final int MOST = 20;

    private final List<String> first = new ArrayList<>();
    private int others;

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
            throw new RefusedArchive(sentences());
        }
    }
}
