package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * What to do from here: the level-triggered half of {@link Lifecycle}. Each stage has one method that looks at what is
 * known and either waits, asks for one request, or moves on to another stage.
 */
final class Decision {
    private final StageContext turn;
    private final BudgetMeter accounts;
    private final Endings endings;
    private final Creation creation;
    private final Following following;
    private final Removal removal;

    Decision(Task task, TaskPolicy policy, Sight sight, Consumer<Command> commands) {
        turn = new StageContext(task, policy, sight, commands);
        accounts = new BudgetMeter(turn);
        endings = new Endings(turn);
        StatusLines teller = new StatusLines(turn, accounts);
        SecretSteps secret = new SecretSteps(turn);
        creation = new Creation(turn, teller, endings, secret);
        following = new Following(turn, teller, endings, secret);
        removal = new Removal(turn, endings, secret);
    }

    TaskState decide(TaskState current, Instant moment) {
        turn.begin(current, moment);
        if (turn.state.cancelled() != null && turn.state.result() == null) {
            endings.cancel();
        }
        if (turn.state.result() == null) {
            endings.giveUpOnApi();
        }
        Stage before;
        do {
            before = turn.state.stage();
            accounts.account();
            step();
        } while (turn.state.stage() != before);
        accounts.account();
        if (turn.state.result() != null && !turn.sight.delivered) {
            turn.sight.delivered = true;
            turn.commands.accept(new Command.Finish(turn.state.result()));
        }
        if (turn.wake != null) {
            turn.commands.accept(new Command.Wake(turn.wake));
        }
        if (turn.state.stage() == Stage.DONE && !turn.sight.settled) {
            turn.sight.settled = true;
            turn.commands.accept(new Command.Settle());
        }
        return turn.state;
    }

    private void step() {
        switch (turn.state.stage()) {
            case CREATE -> creation.create();
            case FOLLOW -> following.follow();
            case GIVE_UP -> following.resolveGiveUp();
            case VANISH -> following.vanish();
            case DRAIN -> removal.drain();
            case REPLACE -> removal.replace();
            case PAUSE -> removal.pause();
            case CLEAN -> removal.clean();
            case KEEP -> removal.keep();
            case DONE -> {}
        }
    }
}
