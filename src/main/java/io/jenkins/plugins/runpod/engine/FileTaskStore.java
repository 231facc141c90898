package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.file.AtomicFile.Durability;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps a task in one file, which each save replaces atomically. It forces a state to disk before a request that
 * depends on it, so that the intent outlives a loss of power. It does not force budgets, causes and positions in logs, which change many
 * times a second. Used by one thread at a time.
 *
 * @see TaskFile
 */
public final class FileTaskStore implements TaskStore {
    private static final Logger LOGGER = Logger.getLogger(FileTaskStore.class.getName());

    private final AtomicFile file;
    private final Supplier<String> given;
    /** The definition as JSON: what was read, or else what was given, from the first save on. */
    private Optional<String> definition = Optional.empty();

    private Intent forced;

    private FileTaskStore(AtomicFile file, Supplier<String> given) {
        this.file = file;
        this.given = given;
    }

    /** The definition is written as it is: the file should be readable by its owner alone. It need not exist. */
    public static FileTaskStore plain(AtomicFile file, TaskDefinition definition) {
        return new FileTaskStore(file, () -> TaskFile.definition(definition, Optional.empty()));
    }

    /** The definition is encrypted. The file need not exist. */
    public static FileTaskStore sealed(AtomicFile file, TaskDefinition definition, Sealing sealing) {
        return new FileTaskStore(file, () -> TaskFile.definition(definition, Optional.of(sealing)));
    }

    @Override
    public Optional<SavedTask> load() throws IOException {
        Optional<TaskFile> read = TaskFile.read(file.path());
        if (read.isEmpty()) {
            return Optional.empty();
        }
        SavedTask saved = read.get().saved();
        definition = read.get().writtenDefinition();
        forced = forced().filter(Intent.of(saved.state())::equals).orElse(null);
        return Optional.of(saved);
    }

    /** The last intent that an earlier process has forced, as far as the file beside this one tells. */
    private Optional<Intent> forced() {
        try {
            Optional<TaskFile> before = TaskFile.read(AtomicFile.forced(file.path()));
            return before.isPresent() ? Optional.of(Intent.of(before.get().state())) : Optional.empty();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "So the next save is forced", e);
            return Optional.empty();
        }
    }

    @Override
    public void save(SavedTask saved) throws IOException {
        Intent intent = Intent.of(saved.state());
        boolean same = intent.equals(forced);
        definition = definition.or(() -> Optional.of(given.get()));
        file.replace(TaskFile.write(definition.get(), saved), same ? Durability.PROCESS : Durability.POWER);
        forced = intent;
    }
}
