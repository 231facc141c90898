package io.jenkins.plugins.runpod.housekeeping;

import hudson.model.BuildListener;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.log.FileLogStorage;
import org.jenkinsci.plugins.workflow.log.LogStorage;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A sentence that a build keeps of a task that it could not continue. It says what became of the task's pod. The page of
 * the build's pods shows it. With Jenkins' own log files it is also at the end of the console. Blocks for small files.
 * The file has no format, because it is the sentence alone.
 */
@Restricted(NoExternalUse.class)
public final class RemovalNote {
    private static final Logger LOGGER = Logger.getLogger(RemovalNote.class.getName());

    private final Run<?, ?> run;
    private final Path file;

    public RemovalNote(Run<?, ?> run, String task) {
        this.run = run;
        this.file = TaskFiles.folder(run).resolve(task + ".removed");
    }

    /** The sentence, if there is one. */
    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot read the note about a removed pod", e);
            return Optional.empty();
        }
    }

    void write(PodSnapshot pod, Instant now) {
        String sentence = Messages.RemovalNote_removed(
                reason(), pod.name(), pod.namespace(), now.truncatedTo(ChronoUnit.SECONDS));
        try {
            AtomicFile.at(file).replace(sentence.getBytes(StandardCharsets.UTF_8), AtomicFile.Durability.PROCESS);
            say(sentence);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot write to the log of " + run + ": " + sentence, e);
        }
    }

    private String reason() {
        Optional<FlowExecutionOwner> pipeline = pipeline();
        if (pipeline.isEmpty()) {
            return Messages.RemovalNote_notResumable();
        }
        return pipeline.map(FlowExecutionOwner::getOrNull)
                .map(FlowExecution::getDurabilityHint)
                .filter(FlowDurabilityHint.PERFORMANCE_OPTIMIZED::equals)
                .map(hint -> Messages.RemovalNote_performanceOptimized())
                .orElseGet(Messages::RemovalNote_over);
    }

    private Optional<FlowExecutionOwner> pipeline() {
        return run instanceof FlowExecutionOwner.Executable executable
                ? Optional.ofNullable(executable.asFlowExecutionOwner())
                : Optional.empty();
    }

    /** Appends to the log of an ended build, which no other writer has open. */
    private void say(String sentence) throws IOException {
        Optional<FlowExecutionOwner> pipeline = pipeline();
        if (pipeline.isEmpty()) {
            Files.writeString(
                    run.getRootDir().toPath().resolve("log"),
                    ConsoleText.MARK + sentence + System.lineSeparator(),
                    run.getCharset(),
                    StandardOpenOption.APPEND);
        } else if (LogStorage.of(pipeline.get()) instanceof FileLogStorage storage) {
            BuildListener listener = storage.overallListener();
            listener.getLogger().println(ConsoleText.MARK + sentence);
            if (listener instanceof Closeable open) {
                open.close();
            }
        }
    }
}
