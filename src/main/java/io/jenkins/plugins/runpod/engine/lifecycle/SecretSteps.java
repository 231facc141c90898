package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.Optional;

/**
 * The Secret of an attempt: made before the pod, then given to it, and deleted where it does not go with the pod. Confined to one
 * {@link Decision}.
 */
final class SecretSteps {
    private final StageContext context;

    SecretSteps(StageContext context) {
        this.context = context;
    }

    private OwnedSecret secret() {
        return context.attempt().ownedSecret();
    }

    private SecretProgress progress() {
        return context.known.attempt().secret();
    }

    /** Whether the pod has to wait for it. */
    boolean isMissing() {
        return context.task.hasSecret() && !secret().exists();
    }

    /** Asks for its creation; the intent is part of the state first. */
    void make() {
        assert isMissing() : context.state;
        context.state = context.state
                .with(context.attempt().with(secret().sending(context.now)))
                .notBefore(null);
        context.ask(new Command.MakeSecret(
                context.attempt().number(), context.attempt().podName()));
    }

    /** Whether nothing remains to be given to the pod. */
    boolean isGiven() {
        return !secret().exists() || secret().owned() || progress().cannotBeGiven();
    }

    /** Gives it to the pod if that remains to be done. Other requests go before one that failed. */
    void give() {
        if (isGiven()) {
            return;
        }
        if (context.now.isBefore(progress().giveAt())) {
            context.wakeAt(progress().giveAt());
        } else {
            context.whenChangeable(() -> {
                progress().giving(context.now);
                context.ask(new Command.GiveSecret(
                        context.attempt().podName(),
                        secret().uid(),
                        context.attempt().uid()));
            });
        }
    }

    /** Whether nothing is left of it that will not go with the pod, which is kept. */
    boolean isKept() {
        return !secret().mayExist()
                || (isGiven() && !secret().hasUnanswered())
                || progress().cannotBeGiven();
    }

    /** Gives it to the pod that is kept, and once more after a create that was not answered, which takes it from the pod. */
    void keep() {
        assert !isKept() : context.state;
        OwnedSecret secret = secret();
        if (!isGiven()) {
            give();
        } else if (secret.mayLand(context.now)) {
            context.wakeAt(secret.landed());
        } else if (secret.exists()) {
            context.state = context.state.with(context.attempt().with(secret.withoutUnanswered()));
            give();
        } else {
            delete();
        }
    }

    /** Whether nothing is left of it that will not go by itself, now that the pod is gone. */
    boolean isSettled() {
        OwnedSecret secret = secret();
        boolean goesWithPod = secret.owned() && !secret.hasUnanswered();
        return !secret.mayExist() || goesWithPod || progress().stays();
    }

    /** Deletes what is left of it, now that the pod is gone, as soon as no create can bring another. */
    void delete() {
        assert !isSettled() : context.state;
        OwnedSecret secret = secret();
        if (secret.mayLand(context.now)) {
            context.wakeAt(secret.landed());
        } else {
            Optional<String> known = secret.hasUnanswered() ? Optional.empty() : Optional.of(secret.uid());
            context.whenChangeable(() -> context.ask(new Command.DeleteSecret(
                    context.attempt().number(), context.attempt().podName(), known)));
        }
    }
}
