package io.jenkins.plugins.runpod.files;

import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.TaskSecrets;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Masks the secrets of a task in what is said of its inputs, because names of files can quote them. The task has not begun then, so nothing
 * else knows its secrets. They are read once there is something to say. If they cannot be read, all of it is hidden. Safe for use by many
 * threads.
 */
@Restricted(NoExternalUse.class)
public final class MaskedWords {
    private static final Logger LOGGER = Logger.getLogger(MaskedWords.class.getName());
    private static final int READ_SECONDS = 60;

    private final Optional<SecretSource> source;
    private TaskSecrets secrets;

    private MaskedWords(Optional<SecretSource> source) {
        this.source = source;
    }

    /** Of a task without secrets. */
    public static MaskedWords plain() {
        return new MaskedWords(Optional.empty());
    }

    /** Of a task whose secrets come from there. */
    public static MaskedWords of(TaskSpecification task, SecretSource source) {
        return new MaskedWords(Optional.of(source).filter(some -> some.hidesMore() || task.hasSecret()));
    }

    /** The same words with masks. Blocks until the secrets are known, at the first call. */
    public synchronized String masked(String words) throws InterruptedException {
        if (source.isEmpty()) {
            return words;
        }
        if (secrets == null) {
            secrets = new TaskSecrets(source.get());
            try {
                secrets.read().toCompletableFuture().get(READ_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOGGER.log(
                        Level.FINE,
                        "What is wrong with inputs is hidden, because the secrets of the task cannot be read",
                        e);
            }
        }
        return secrets.maskOwnWords(words);
    }
}
