package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.runpod.engine.exchange.UnusableOutputs;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Gives the outputs of a task their files, each in its turn. One that fails keeps no other from its files. What has taken or
 * refused its files is not asked again, as long as this process lives. One thread at a time.
 */
final class HandOver {
    private static final Logger LOGGER = Logger.getLogger(HandOver.class.getName());

    private final FilesContext context;
    private final List<PodOutput> outputs;
    private final Set<Integer> done = new HashSet<>();
    private final Map<Integer, String> refused = new TreeMap<>();
    private String last;

    HandOver(FilesContext context, List<PodOutput> outputs) {
        this.context = context;
        this.outputs = outputs;
    }

    /**
     * Gives them their files.
     *
     * @param files the folder with all of them. That of another attempt is another one
     * @param selected the paths of each output
     * @throws UnusableOutputs if another try would not help
     * @throws IOException if it may. It is an {@link AgentAway} if one output waits for an agent
     */
    synchronized void give(Path files, List<List<String>> selected) throws IOException {
        String name = String.valueOf(files.getFileName());
        if (!name.equals(last)) { // the folder of the build may move
            done.clear();
            refused.clear();
            last = name;
        }
        IOException mayPass = null;
        for (int i = 0; i < outputs.size(); i++) {
            PodOutput output = outputs.get(i);
            List<String> paths = selected.get(i);
            if (done.contains(i) || refused.containsKey(i) || paths.isEmpty() && !output.allowEmpty()) {
                continue;
            }
            try {
                take(output, files, paths);
                done.add(i);
            } catch (AbortException e) {
                refused.put(i, output + ": " + Words.withoutFullStop(String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (InterruptedIOException e) {
                throw e;
            } catch (AgentAway e) {
                mayPass = new AgentAway(sentence(output, e), e);
            } catch (IOException | RequestAbortedException e) { // the latter if the agent goes away in the middle
                mayPass = mayPass instanceof AgentAway ? mayPass : new IOException(sentence(output, e), e);
            } catch (RuntimeException | LinkageError e) { // an error in the code of another plugin
                LOGGER.log(Level.WARNING, e, () -> output + " failed unexpectedly");
                refused.put(i, output + ": " + e);
            }
        }
        if (mayPass != null) {
            throw mayPass;
        }
        if (!refused.isEmpty()) {
            throw new UnusableOutputs(ConsoleText.plain(String.join("; ", refused.values())), "");
        }
    }

    /** The files move with the folder of the build. Then the output may have missed some, and need not say so. The next try has all. */
    private void take(PodOutput output, Path files, List<String> paths) throws IOException, InterruptedException {
        try {
            output.take(context, files, paths);
        } catch (AbortException e) {
            if (Files.exists(files)) {
                throw e;
            }
        }
        if (Files.notExists(files)) {
            throw new IOException("The folder of the build was moved meanwhile");
        }
    }

    private static String sentence(PodOutput output, Exception why) {
        return ConsoleText.plain(output + ": " + why.getMessage());
    }
}
