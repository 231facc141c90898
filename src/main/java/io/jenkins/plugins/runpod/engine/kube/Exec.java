package io.jenkins.plugins.runpod.engine.kube;

import java.util.concurrent.CompletionStage;

/** A command in a container, from the request for it to its end. Safe for use by many threads. */
public interface Exec {
    /**
     * How the command ended. Fails only with a {@link KubeFailure}: the server refused the command, or its end is not known. The
     * receiver of the output is not called after that.
     */
    CompletionStage<ExecResult> result();

    /**
     * Closes the connection and fails the result. Idempotent, without effect after the end. The command itself may go on in
     * its container, until it reads or writes.
     */
    void cancel();
}
