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

        private final String why;

        StartException(String why) {
            super(
                    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed:"
                            + " unable to start container process: " + why + ": unknown");
            this.why = why;
        }

        /** What is wrong, without what was tried. */
        String why() {
            return why;
        }
    }

    /** The runtime could not run a further program in a container; the message is the runtime's. */
    final class ExecException extends Exception {
        private static final long serialVersionUID = 1L;

        private ExecException(String message) {
            super("failed to exec in container: " + message);
        }

        /** The container has ended. */
        static ExecException ofEnded() {
            return new ExecException("container is in CONTAINER_EXITED state");
        }

        /** The program cannot be started. */
        static ExecException ofStart(StartException failure) {
            return new ExecException(
                    "failed to start exec \"%064x\": OCI runtime exec failed: exec failed: unable to start container process: %s: unknown"
                            .formatted(failure.getMessage().hashCode() & 0xffffffffL, failure.why()));
        }
    }

    /** A started container. */
    interface RunningContainer {
        /** SIGTERM to the program, SIGKILL to all of it when the grace period is over. Idempotent. */
        void stop(Duration grace);

        /** Runs a further program in it, which is killed when the container ends. */
        Process exec(FakeExecOptions options) throws ExecException;
    }

    /**
     * Starts a container.
     *
     * @param ended called once, by a thread of the runtime, when nothing of the container is left and its log is complete
     */
    RunningContainer start(Spec spec, ContainerLog log, Consumer<Exit> ended) throws StartException;

    /** Starts a container without a program of its own, which a script plays. It ends when it is stopped. */
    RunningContainer startEmpty(Spec spec) throws StartException;

    /** Makes a folder with these files in it, for as long as the runtime is open. */
    Path volume(Map<String, byte[]> files);

    /** Kills everything. */
    @Override
    void close();
}
