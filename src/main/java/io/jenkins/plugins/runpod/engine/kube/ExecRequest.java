package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;
import java.util.List;

/**
 * A command to run in a container that runs.
 *
 * <p>Kubernetes has no precondition for it: the command runs in whatever pod has the name at that moment. So callers look
 * at the UID of the pod before and after, or let the command compare something that only their pod has.
 *
 * @param command the program and its arguments, not interpreted by a shell. They are a part of the request's line, which
 *     proxies often limit to 8 KiB
 * @param noProgress how long not a single byte may move, in either direction, while the other side could move one
 */
public record ExecRequest(String namespace, String pod, String container, List<String> command, Duration noProgress) {
    /** @throws IllegalArgumentException if there is no command, or the time is not positive */
    public ExecRequest {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (noProgress.isNegative() || noProgress.isZero()) {
            throw new IllegalArgumentException("the time without progress must be positive");
        }
    }
}
