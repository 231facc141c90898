package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.util.function.Predicate;

/** Folds what is told of the transfer of the attempt's files. It decides nothing. */
final class TransferIntake implements TransferNews.Handler {
    /** Progress renews the budget, and each renewal is saved. So it is renewed only when this much of it is spent, or a part of it. */
    private static final Duration WORTH_SAVING = Duration.ofSeconds(20);

    private static final int PART_WORTH_SAVING = 4;

    /** So many times the limit of the budget may pass while the pod says that it works, and no byte moves. What hangs looks the same. */
    private static final int MOST_WORK = 4;

    private final StageContext context;

    TransferIntake(StageContext context) {
        this.context = context;
    }

    private TransferProgress transfer() {
        return context.known.attempt().transfer();
    }

    private void files(FileProgress changed) {
        context.state = context.state.with(context.attempt().with(changed));
    }

    private FileProgress files() {
        return context.attempt().fileProgress();
    }

    private boolean isCollecting() {
        return context.state.stage() == Stage.COLLECT;
    }

    @Override
    public void on(TransferNews.Queued news) {
        transfer().waitsForItsTurn();
    }

    @Override
    public void on(TransferNews.Contested news) {
        transfer().contested(news.until());
        context.known.waits(news.why());
    }

    @Override
    public void on(TransferNews.Advanced news) {
        if (transfer().advanced(news.done(), news.total(), context.now)) {
            renew(spent -> true);
        }
        if (news.total() > 0 && news.done() < news.total() && transfer().tells(context.now)) {
            transfer().view(!isCollecting()).map(FileMessages::transfer).ifPresent(context::say);
        }
    }

    @Override
    public void on(TransferNews.Working news) {
        transfer().works();
        context.policy
                .limit(Budget.TRANSFER)
                .ifPresent(limit -> renew(spent -> transfer().worked(spent, limit.multipliedBy(MOST_WORK - 1))));
    }

    /** @param when decides by the time that is spent */
    private void renew(Predicate<Duration> when) {
        Ledger ledger = context.state.ledger();
        Duration spent = ledger.spent(Budget.TRANSFER, context.now);
        if (spent.compareTo(worthSaving()) >= 0 && when.test(spent)) {
            context.state = context.state.with(ledger.renewed(Budget.TRANSFER, context.now));
        }
    }

    private Duration worthSaving() {
        return context.policy
                .limit(Budget.TRANSFER)
                .map(limit -> limit.dividedBy(PART_WORTH_SAVING))
                .filter(part -> part.compareTo(WORTH_SAVING) < 0)
                .orElse(WORTH_SAVING);
    }

    /** A look tells what fails: the API, the pod, or this request alone. The hand-over needs neither. */
    @Override
    public void on(TransferNews.Interrupted news) {
        transfer().interrupted(news.why());
        if (files().taken() == null) {
            context.known.look().want();
        }
    }

    @Override
    public void on(TransferNews.Delivered news) {
        transfer().ended();
        files(files().withInputs());
        context.say(FileMessages.delivered(news.files(), news.bytes()));
    }

    @Override
    public void on(TransferNews.Taken news) {
        transfer().ended();
        files(files().withOutputs(news.files()));
        context.say(FileMessages.taken(news.files()));
    }

    @Override
    public void on(TransferNews.HandedOver news) {
        transfer().ended();
        files(files().afterHandOver());
    }

    @Override
    public void on(TransferNews.Failed news) {
        transfer().ended();
        files(isCollecting() ? files().withoutOutputs(news.why()) : files().withoutInputs(news.why()));
    }
}
