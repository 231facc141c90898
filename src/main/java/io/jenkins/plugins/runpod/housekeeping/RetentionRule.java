package io.jenkins.plugins.runpod.housekeeping;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.lifecycle.Retention;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pod's annotation says about keeping it: {@code keep}, {@code keepFailed:24h}.
 *
 * @param timeToLive empty for as long as its build is kept
 */
record RetentionRule(Retention retention, Optional<Duration> timeToLive) {
    private static final RetentionRule DELETE = new RetentionRule(Retention.DELETE, Optional.empty());

    /** An annotation that is missing or cannot be read keeps nothing. */
    static RetentionRule of(PodSnapshot pod) {
        String[] words =
                pod.annotations().getOrDefault(PodTask.RETENTION_ANNOTATION, "").split(":", 2);
        try {
            Optional<Duration> timeToLive =
                    words.length > 1 ? Optional.of(Durations.parse(words[1])) : Optional.empty();
            return Stream.of(Retention.values())
                    .filter(retention -> retention.value().equals(words[0].trim()))
                    .findFirst()
                    .map(retention -> new RetentionRule(retention, timeToLive))
                    .orElse(DELETE);
        } catch (IllegalArgumentException e) {
            return DELETE;
        }
    }

    boolean keeps(boolean succeeded) {
        return retention == Retention.KEEP || (retention == Retention.KEEP_FAILED && !succeeded);
    }

    boolean expired(Instant since, Instant now) {
        return timeToLive.filter(span -> now.isAfter(since.plus(span))).isPresent();
    }
}
