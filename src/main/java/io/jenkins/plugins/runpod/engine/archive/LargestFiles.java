package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The few largest of many. */
final class LargestFiles {
    private static final int MOST = 5;
    private static final Comparator<Sized> BY_SIZE = Comparator.comparingLong(Sized::size);

    private final MaskedNames names;
    private final PriorityQueue<Sized> smallestFirst = new PriorityQueue<>(BY_SIZE);

    private record Sized(List<String> path, long size) {}

    LargestFiles(MaskedNames names) {
        this.names = names;
    }

    void add(List<String> path, long size) {
        smallestFirst.removeIf(other -> other.path.equals(path));
        smallestFirst.add(new Sized(path, size));
        if (smallestFirst.size() > MOST) {
            smallestFirst.remove();
        }
    }

    /** Names and sizes, the largest first. */
    String text() {
        return text(Sizes::binary);
    }

    /** Names and numbers, the largest first. */
    String counts() {
        return text(count -> count + "");
    }

    private String text(Function<Long, String> size) {
        return smallestFirst.stream()
                .sorted(BY_SIZE.reversed())
                .map(sized -> names.of(sized.path) + " (" + size.apply(sized.size) + ")")
                .collect(Collectors.joining(", "));
    }
}
