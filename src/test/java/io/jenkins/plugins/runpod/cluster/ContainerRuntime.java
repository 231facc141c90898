package io.jenkins.plugins.runpod.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the commands of containers. */
public interface ContainerRuntime extends AutoCloseable {
    /**
     * What to run.
     *
     * @param command the program and its arguments; empty for the image's own command
     * @param env all of the environment
     * @param paths what stands for paths of the container: its volumes, its termination message file
     * @param terminationMessagePath one of these paths
     */
    record Spec(
            List<String> command,
            Map<String, String> env,
            Optional<String> workingDir,
            Map<String, Path> paths,
            String terminationMessagePath) {}

    /** How it ended. @param message the content of the termination message file */
    record Exit(int code, String message) {}

    /** The runtime could not start it; the message is the runtime's. */
    final class StartException extends Exception {
        private static final long serialVersionUID = 1L;

        StartException(String why) {
            super(
                    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed:"
                            + " unable to start container process: " + why + ": unknown");
        }
    }

    /** A started container. */
    interface RunningContainer {
        /** SIGTERM to the program, SIGKILL to all of it when the grace period is over. Idempotent. */
        void stop(Duration grace);
    }

    /**
     * Starts a container.
     *
     * @param ended called once, by a thread of the runtime, when nothing of the container is left and its log is complete
     */
    RunningContainer start(Spec spec, ContainerLog log, Consumer<Exit> ended) throws StartException;

    /** Makes a folder with these files in it, for as long as the runtime is open. */
    Path volume(Map<String, byte[]> files);

    /** Kills everything. */
    @Override
    void close();
}
