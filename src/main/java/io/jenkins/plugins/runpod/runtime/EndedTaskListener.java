package io.jenkins.plugins.runpod.runtime;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.history.EndedTask;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import jenkins.util.Listeners;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Is told of each task that ends. Packages that need an optional plugin implement it, so that nothing else depends on that plugin.
 * A controller that stops, or is killed, can lose what it was about to be told.
 */
@Restricted(NoExternalUse.class)
public interface EndedTaskListener extends ExtensionPoint {
    /** One thread calls it, for one task after the other. It may wait for others. */
    void ended(Ended ended);

    /** Whether it needs the span around a task. To find that out takes other plugins. */
    default boolean wantsTrace() {
        return false;
    }

    /**
     * A task that has ended.
     *
     * @param line what the history keeps of it
     * @param container the name of its result container
     * @param state with its result
     * @param traceParent as in {@link TaskOrigin}
     */
    record Ended(EndedTask line, String container, TaskState state, String traceParent) {}

    /** Whether a listener needs the spans around tasks. */
    static boolean anyWantsTrace() {
        return ExtensionList.lookup(EndedTaskListener.class).stream().anyMatch(EndedTaskListener::wantsTrace);
    }

    /** Tells all listeners. */
    static Consumer<Ended> all(Executor thread) {
        return ended -> thread.execute(
                () -> Listeners.notify(EndedTaskListener.class, true, listener -> listener.ended(ended)));
    }
}
