package io.jenkins.plugins.runpod.engine.lifecycle;

/**
 * What to do from here: the level-triggered half of {@link Lifecycle}. Each stage has one method that looks at what is
 * known and either waits, asks for one request, or moves on to another stage.
 */
final class Decision {
    /** No task passes each stage more than once without waiting for something. */
    private static final int MOST_TRANSITIONS = Stage.values().length;

    private final StageContext context;
    private final BudgetMeter budgets;
    private final Endings endings;
    private final Creation creation;
    private final Following following;
    private final Removal removal;
    private final FileSteps files;
    private final Collecting collecting;
    private boolean delivered;
    private boolean settled;

    Decision(StageContext context) {
        this.context = context;
        files = new FileSteps(context);
        budgets = new BudgetMeter(context, files);
        endings = new Endings(context, files);
        StatusLines status = new StatusLines(context, budgets);
        SecretSteps secret = new SecretSteps(context);
        creation = new Creation(context, status, endings, secret);
        following = new Following(context, status, endings, secret, files);
        collecting = new Collecting(context, status, endings, files);
        removal = new Removal(context, endings, secret, files);
    }

    void decide() {
        if (context.state.cancelled() != null && context.state.result() == null) {
            endings.cancel();
        }
        if (context.state.result() == null) {
            endings.giveUpOnApi();
        }
        settleStage();
        files.dropUnwanted();
        assert context.state.stage().hasResult() == (context.state.result() != null) : context.state;
        assert !context.state.stage().hasEnding() || context.state.ending() != null : context.state;
        if (context.state.result() != null && !delivered) {
            delivered = true;
            context.commands.accept(new Command.Finish(context.state.result()));
        }
        context.wake().map(Command.Wake::new).ifPresent(context.commands);
        if (context.state.stage() == Stage.DONE && !settled) {
            settled = true;
            context.commands.accept(new Command.Settle());
        }
    }

    /** Steps until the stage stays the same. */
    private void settleStage() {
        Stage first = context.state.stage();
        Stage before = first;
        budgets.account();
        step();
        for (int transitions = 1; context.state.stage() != before; transitions++) {
            if (transitions > MOST_TRANSITIONS) {
                throw new IllegalStateException("The stage does not settle: from " + first + " to " + context.state);
            }
            before = context.state.stage();
            budgets.account();
            step();
        }
        budgets.account();
    }

    private void step() {
        switch (context.state.stage()) {
            case CREATE -> creation.create();
            case FOLLOW -> following.follow();
            case GIVE_UP -> following.resolveGiveUp();
            case AWAIT_REMOVAL -> following.awaitRemoval();
            case DRAIN -> removal.drain();
            case COLLECT -> collecting.collect();
            case REPLACE -> removal.replace();
            case PAUSE -> removal.pause();
            case CLEAN -> removal.clean();
            case KEEP -> removal.keep();
            case DONE -> {}
        }
    }
}
