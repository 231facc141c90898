package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.transfer.HelperMessage;
import java.util.regex.Pattern;

/** What the containers that run-pod adds for files tell of themselves. They are no part of the task. Pure. */
final class FileContainers {
    /** How runtimes quote the program that an image lacks: {@code exec: "sh": executable file not found in $PATH}. */
    private static final Pattern SHELL = Pattern.compile("[\"'`]sh\\\\?[\"'`]");

    private static final int KILLED = 137;

    private FileContainers() {}

    /** Whether the first of them has failed. The kubelet starts nothing after an init container that failed. */
    static boolean inputFailed(PodSnapshot pod) {
        return pod.container(HelperContainers.INPUT)
                .filter(c -> c.state() instanceof Terminated t && !t.lost() && t.exitCode() != 0)
                .isPresent();
    }

    /** The row for a start that failed: the program that such a container lacks is none of the task. */
    static Rule start(ContainerSnapshot c, Rule rule, String message) {
        return c.isHelper()
                        && rule.cause() == Cause.BAD_COMMAND
                        && SHELL.matcher(message).find()
                ? Rule.known(Cause.FILE_TOOL_MISSING, rule.verdict())
                : rule;
    }

    /** The row for one that ran and failed. Without its tools, it fails in each pod. */
    static Rule end(Terminated t) {
        return switch (t.exitCode()) {
            case HelperContainers.TOOLS_ARE_MISSING -> Rule.known(Cause.FILE_TOOL_MISSING, Verdict.PERMANENT);
            case HelperContainers.FOLDER_IS_READ_ONLY -> Rule.known(Cause.FILE_CONTAINER_FAILED, Verdict.PERMANENT);
            default -> Rule.known(Cause.FILE_CONTAINER_FAILED, Verdict.NEVER_STARTED);
        };
    }

    /** What it says, in a sentence without a full stop. */
    static String words(Terminated t) {
        int code = t.reason().equals("OOMKilled") ? KILLED : t.exitCode();
        return HelperMessage.failure(code, t.message()).message();
    }
}
