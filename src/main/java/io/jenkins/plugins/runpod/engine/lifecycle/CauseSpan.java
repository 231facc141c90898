package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;

/**
 * A period in which a task waited for one cause, by the controller's clock.
 *
 * @param until null while it lasts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CauseSpan(
        int attempt, Verdict verdict, String cause, String container, String message, Instant since, Instant until) {

    boolean same(CauseSpan other) {
        return attempt == other.attempt && alike(other);
    }

    /** The same as another one but for the attempt. */
    boolean alike(CauseSpan other) {
        return verdict == other.verdict && cause.equals(other.cause) && container.equals(other.container);
    }

    /** This one with the time of a later one. It still ends before the later one does. Both have ended. */
    CauseSpan with(CauseSpan later) {
        return until(until.plus(later.length(later.until)));
    }

    CauseSpan ended(Instant now) {
        return until != null ? this : until(now);
    }

    private CauseSpan until(Instant end) {
        return new CauseSpan(attempt, verdict, cause, container, message, since, end);
    }

    /** Its duration until its end, or until now. */
    @JsonIgnore
    public Duration length(Instant now) {
        Duration length = Duration.between(since, until == null ? now : until);
        return length.isNegative() ? Duration.ZERO : length;
    }
}
