package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The turns of one transfer. Everything that happens to it becomes a turn on the task's serial executor. After {@link #end} no turn
 * comes, whatever completes then, and nothing is told. Methods are called in turns, unless they say otherwise.
 */
final class TransferTurns {
    private final TransferSite site;
    private final Consumer<TransferNews> told;
    private final FileWork files;
    private final Set<Cancellation> open = new LinkedHashSet<>();
    private boolean over;

    /**
     * Nothing happens yet.
     *
     * @param threads for its work that may wait
     * @param told gets the news, in a turn. It may end these turns
     */
    TransferTurns(TransferSite site, Executor threads, Consumer<TransferNews> told) {
        this.site = site;
        this.told = told;
        this.files = new FileWork(threads);
    }

    /** Runs a step in a turn. On any thread. */
    void turn(Runnable step) {
        site.serial().execute(() -> {
            if (!over) {
                step.run();
            }
        });
    }

    /** The threads for files. On any thread. */
    FileWork files() {
        return files;
    }

    void tell(TransferNews news) {
        if (!over) {
            told.accept(news);
        }
    }

    /** Tells the last news. */
    void finish(TransferNews last) {
        if (!over) {
            end();
            told.accept(last);
        }
    }

    /** Runs a step later. */
    void after(Duration pause, Runnable step) {
        if (!over) {
            Later later = new Later();
            open.add(later);
            later.alarm = site.timer()
                    .schedule(
                            pause,
                            () -> turn(() -> {
                                open.remove(later);
                                step.run();
                            }));
        }
    }

    private static final class Later implements Cancellation {
        private Cancellation alarm;

        @Override
        public void cancel() {
            alarm.cancel();
        }
    }

    /** Runs a step when a stage completes. The error is null if it did so normally. */
    <T> void when(CompletionStage<T> stage, BiConsumer<T, Throwable> step) {
        stage.whenComplete((value, error) -> turn(() -> step.accept(value, error)));
    }

    /** Does work that may wait. The end of the turns interrupts it. */
    <T> void work(Callable<T> work, Consumer<T> done, Consumer<IOException> failed) {
        boolean started = files.start(() -> {
            try {
                T result = work.call();
                turn(() -> done.accept(result));
            } catch (IOException e) {
                turn(() -> failed.accept(e));
            } catch (Throwable e) { // code of others can fail in any way, and its task must hear of it
                turn(() -> failed.accept(new IOException(e.toString(), e)));
            }
        });
        if (!started) {
            turn(() -> failed.accept(new IOException("run-pod is shutting down")));
        }
    }

    /** Is undone at the end. */
    void opened(Cancellation what) {
        if (over) {
            what.cancel();
        } else {
            open.add(what);
        }
    }

    /** Needs not be undone at the end. */
    void closed(Cancellation what) {
        open.remove(what);
    }

    /** No turn comes any more. Idempotent. Completes when no file is read or written any more. */
    CompletionStage<Void> end() {
        if (!over) {
            over = true;
            List.copyOf(open).forEach(Cancellation::cancel);
            open.clear();
        }
        return files.end();
    }
}
