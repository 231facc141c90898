package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.UnreadableSecret;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Reads {@link BoundFiles} from the agent, whenever the engine needs them. While the agent is away, it waits without a thread until the agent
 * is back. Safe for use by many threads.
 */
@Restricted(NoExternalUse.class)
public final class BoundFileSource implements SecretSource {
    private static final int LONGEST_PAUSE_SECONDS = 15;
    private static final byte[] NO_FILE =
            "run-pod gives the container files only, and this was a folder.\n".getBytes(StandardCharsets.UTF_8);

    private final FilesContext context;
    private final Map<String, String> variables;
    private final Values values;
    private final Executor executor;
    private final RunPodEngine engine = RunPodEngine.get();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** The present values of the variables of the build. */
    @FunctionalInterface
    public interface Values {
        /** From name to value. May ask other plugins. */
        Map<String, String> read() throws IOException, InterruptedException;
    }

    private BoundFileSource(FilesContext context, Map<String, String> variables, Values values, Executor executor) {
        this.context = context;
        this.variables = variables;
        this.values = values;
        this.executor = executor;
    }

    /**
     * The source, with these files if there are any.
     *
     * @param secretFiles of the task
     */
    public static SecretSource with(
            SecretSource source, FilesContext context, Map<String, String> secretFiles, Values values) {
        Map<String, String> variables = BoundFiles.variables(secretFiles);
        return variables.isEmpty()
                ? source
                : source.and(new BoundFileSource(
                        context,
                        variables,
                        values,
                        RunPodEngine.get().outside().files(context.run().getExternalizableId())));
    }

    @Override
    public CompletionStage<SecretValues> read() {
        CompletableFuture<SecretValues> result = new CompletableFuture<>();
        executor.execute(() -> look(result, System.nanoTime() + AgentAway.LONGEST_WAIT.toNanos(), 1));
        return result;
    }

    private void look(CompletableFuture<SecretValues> result, long until, int pauseSeconds) {
        try {
            result.complete(files());
        } catch (UnreadableSecret | InterruptedException | Error e) { // an error can come from another plugin
            result.completeExceptionally(e);
        } catch (IOException | RuntimeException e) { // the agent is away, or went away
            if (e instanceof AbortException || engine.isClosed() || System.nanoTime() - until >= 0) {
                // Its message might be the secret's own.
                result.completeExceptionally(e instanceof AgentAway ? new UnreadableSecret(e.getMessage()) : e);
            } else {
                Timer.get()
                        .schedule(
                                () -> executor.execute(
                                        () -> look(result, until, Math.min(LONGEST_PAUSE_SECONDS, 2 * pauseSeconds))),
                                pauseSeconds,
                                TimeUnit.SECONDS);
            }
        }
    }

    private SecretValues files() throws UnreadableSecret, IOException, InterruptedException {
        Map<String, String> present = values.read();
        FilePath workspace = context.workspace();
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : variables.entrySet()) {
            String variable = file.getValue();
            String path = present.get(variable);
            if (path == null || !workspace.child(path).exists()) {
                throw new UnreadableSecret(variable + ": its file beside the workspace is gone");
            }
            contents.put(file.getKey(), content(variable, workspace.child(path)));
        }
        return new SecretValues(Map.of(), contents, List.of(), List.of());
    }

    private byte[] content(String variable, FilePath file) throws IOException, InterruptedException {
        if (file.isDirectory()) {
            if (warned.add(variable)) {
                context.listener()
                        .getLogger()
                        .println(ConsoleText.MARK + "Warning: The container does not get the folder of the variable "
                                + variable + ", because run-pod gives it files only.");
            }
            return NO_FILE;
        }
        try (InputStream content = file.read()) {
            return content.readNBytes(SecretValues.LARGEST + 1);
        }
    }
}
