package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.util.Optional;

/** Which budget runs, and what is waited for. Confined to one {@link Decision}. */
final class BudgetMeter {
    private final StageContext context;
    private final FileSteps files;
    private final ImageSteps images;

    BudgetMeter(StageContext context, FileSteps files) {
        this.context = context;
        this.files = files;
        this.images = new ImageSteps(context);
    }

    void account() {
        context.state = context.state.with(context.state.ledger().run(budget(), context.now));
        if (isKnown()) {
            context.state = context.state.caused(span(), context.now);
        }
    }

    /** Whether it is known what is waited for. After a restart it is not, until an answer has come. Then the same may still last. */
    private boolean isKnown() {
        return switch (context.state.stage()) {
            case CREATE ->
                context.known.attempt().admission().isAnswered()
                        || context.known.attempt().obstacle().isPresent();
            case FOLLOW ->
                files.areAwaited() || context.known.look().diagnosis().isPresent();
            case GIVE_UP -> context.known.look().diagnosis().isPresent();
            case COLLECT, AWAIT_REMOVAL, DRAIN, REPLACE, PAUSE, CLEAN, KEEP, DONE -> true;
        };
    }

    private Budget budget() {
        return switch (context.state.stage()) {
            case CREATE -> budgetOfCreation();
            case FOLLOW -> budgetOfPod();
            case GIVE_UP -> isDeletionFailing() ? Budget.STUCK_POD : budgetOfPod();
            case AWAIT_REMOVAL, REPLACE -> Budget.STUCK_POD;
            case COLLECT -> files.budget();
            case KEEP -> files.isPodFree() ? Budget.NONE : files.budget();
            case DRAIN, PAUSE, CLEAN, DONE -> Budget.NONE;
        };
    }

    /** An API that does not answer costs nothing, nor does a place in a queue. A create that fails or is refused does. */
    private Budget budgetOfCreation() {
        boolean own = context.known.attempt().creation().refusal().isPresent();
        // Who is held sends nothing, so only the watch tells it about the API.
        boolean answers = (own
                        ? context.known.api().requestsFailSince()
                        : context.known.api().failsSince())
                .isEmpty();
        return context.known
                .attempt()
                .costlyObstacle()
                .filter(why -> answers)
                .map(why -> why.verdict() == Verdict.AMBIGUOUS ? Budget.GRACE : Budget.SCHEDULE)
                .orElse(Budget.NONE);
    }

    /** The API answers, and it does not carry out the deletion. */
    private boolean isDeletionFailing() {
        return context.known.changes().current().isPresent()
                && context.known.api().requestsFailSince().isEmpty()
                && context.known.look().isAsJudged();
    }

    private Budget budgetOfPod() {
        return context.known
                .look()
                .diagnosis()
                .map(this::budgetOf)
                .orElse(context.state.ledger().running());
    }

    private Budget budgetOf(Diagnosis d) {
        if (d.verdict().terminal()) {
            return Budget.NONE;
        }
        if (d.terminating() || (context.ran() && d.nodeLost())) {
            return Budget.STUCK_POD;
        }
        // What ran and waits again does not run. Its budget has a limit.
        if (context.ran() && d.verdict() == Verdict.RUNNING) {
            return Budget.RUN;
        }
        if (files.areAwaited()) {
            return files.budget();
        }
        if (!d.bound()) {
            return d.cause().equals(Cause.QUEUED.id()) ? Budget.QUEUE : Budget.SCHEDULE;
        }
        return switch (d.verdict()) {
            case RATE_LIMITED -> Budget.RATE_LIMIT;
            case AMBIGUOUS -> Budget.GRACE;
            // To wait at the image's own registry, which limits pulls, would cost the same.
            case TRANSIENT -> images.isMirrorFailing(d) ? Budget.RATE_LIMIT : Budget.START;
            default -> Budget.START;
        };
    }

    private CauseSpan span() {
        return waitedFor()
                .filter(d -> !d.verdict().terminal() && (d.verdict() != Verdict.RUNNING || d.nodeLost()))
                .map(d -> new CauseSpan(
                        context.attempt().number(),
                        d.verdict(),
                        d.cause(),
                        d.container(),
                        d.message(),
                        context.now,
                        null))
                .orElse(null);
    }

    private Optional<Diagnosis> waitedFor() {
        return switch (context.state.stage()) {
            case CREATE -> context.known.attempt().obstacle();
            case FOLLOW ->
                files.areAwaited()
                        ? Optional.of(files.waitedFor())
                        : context.known.look().diagnosis();
            case GIVE_UP -> context.known.look().diagnosis();
            case COLLECT -> Optional.of(files.waitedFor());
            case AWAIT_REMOVAL, DRAIN, REPLACE, PAUSE, CLEAN, KEEP, DONE -> Optional.empty();
        };
    }
}
