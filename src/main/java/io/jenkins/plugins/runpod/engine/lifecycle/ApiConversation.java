package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A task's conversation with the API: one request at a time, and how soon the next one may follow. It lasts as long as
 * its {@link Lifecycle}, because an API that does not answer is the same for the next attempt. Mutable.
 */
final class ApiConversation {
    private boolean busy;
    private Instant askedAt;
    private Instant answerableAt = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private final RetryPauses pauses = RetryPauses.afterFailure();
    private final ApiOutage requests = new ApiOutage(Messages::apiFails, Messages.apiAnswersAgain());
    private final ApiOutage watch = new ApiOutage(Messages::apiFails, Messages.apiAnswersAgain());
    private final Set<String> forbidden = new HashSet<>();

    // --- what happens to it -------------------------------------------------------------------------------------

    /** A request to the API is on its way. */
    void sent(Instant now) {
        assert isOpen(now) : "a request is under way, or it is too early for one";
        busy = true;
        askedAt = now;
    }

    /** The question whether a pod may be created is on its way. The API is not asked. */
    void askedForAdmission(Instant now) {
        assert isOpen(now) : "a request is under way, or it is too early for one";
        busy = true;
    }

    /** The request is over, and its answer says nothing about the API. */
    void closed() {
        busy = false;
    }

    /** The request is over. The server is asked nothing for as long as it wishes. */
    void leftAlone(Optional<Duration> retryAfter, Instant now) {
        busy = false;
        retryAfter.ifPresent(asked -> notBefore = now.plus(RetryPauses.atMost(asked)));
    }

    /** The API answered; a line for the user if it had not for long. */
    Optional<String> answered() {
        busy = false;
        answerableAt = askedAt().orElse(answerableAt);
        pauses.begin();
        notBefore = Instant.MIN;
        return requests.end();
    }

    /** The request had no usable answer; a line for the user if that lasts. */
    Optional<String> failed(String podName, String why, Optional<Duration> retryAfter, Instant now) {
        busy = false;
        notBefore = now.plus(pauses.next(podName, retryAfter));
        return requests.goesOn(why, now);
    }

    /** The request was not sent, because the lease is contested. There is none before this moment. */
    void contestedUntil(Instant moment) {
        busy = false;
        notBefore = moment;
    }

    /** The watch gets no usable answer; a line for the user if that lasts. */
    Optional<String> watchFailed(String why, Instant now) {
        return watch.goesOn(why, now);
    }

    /** The watch works; a line for the user if it had not for long. */
    Optional<String> watchWorks() {
        return watch.end();
    }

    /** Something may not be read, in the server's words; a line for the user the first time. */
    Optional<String> forbids(String why) {
        return forbidden.add(why) ? Optional.of(Messages.forbidden(why)) : Optional.empty();
    }

    // --- what is known of it ------------------------------------------------------------------------------------

    boolean isBusy() {
        return busy;
    }

    /** Whether a request may be sent now. */
    boolean isOpen(Instant now) {
        return !busy && !now.isBefore(notBefore);
    }

    /** No request before this moment. */
    Instant notBefore() {
        return notBefore;
    }

    /** When the last request was sent; empty before the first. */
    Optional<Instant> askedAt() {
        return Optional.ofNullable(askedAt);
    }

    boolean askedSince(Instant moment) {
        return askedAt != null && !askedAt.isBefore(moment);
    }

    /** Since when the watch tells nothing. */
    Optional<Instant> watchFailsSince() {
        return watch.since();
    }

    /** Since when requests have no usable answer. */
    Optional<Instant> requestsFailSince() {
        return requests.since();
    }

    /**
     * Since when the API gives no usable answer at all, or the watch tells nothing, whichever began first. A watch can be forbidden for ever,
     * so an answer to a request sent later counts.
     */
    Optional<Instant> failsSince() {
        Optional<Instant> silence = watch.since().map(since -> since.isAfter(answerableAt) ? since : answerableAt);
        return Stream.of(requests.since(), silence).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** What is wrong with the answers; empty when nothing is. */
    Optional<Obstacles.Outage> outage() {
        return requests.current().or(watch::current);
    }
}
