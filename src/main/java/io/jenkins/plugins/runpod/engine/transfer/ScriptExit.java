package io.jenkins.plugins.runpod.engine.transfer;

import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import java.util.Arrays;

/** Why a script in the pod has failed: the exit codes of {@code common.sh} and {@code output.sh}, and those of others around it. */
public enum ScriptExit {
    MISSING_TOOLS(
            HelperContainers.TOOLS_ARE_MISSING,
            "The image lacks tools that transfers of files need",
            "Set filesImage to an image that has them, such as busybox, or add them to the image."),
    NOT_WRITABLE(
            HelperContainers.FOLDER_IS_READ_ONLY,
            "The user of the container cannot write to the volume for files",
            "Check runAsUser, fsGroup and seLinuxOptions of the pod."),
    INCOMPLETE(82, "Not all of the input has arrived", "run-pod sends it again."),
    CORRUPTED(
            83,
            "The input has arrived with a wrong SHA-256",
            "run-pod sends it again, unless it has changed on the controller."),
    DISK_FULL(
            84,
            "The disk of the node, or the limit of the volume, has no space left for the files",
            "Choose fewer or smaller files, or a node with more disk."),
    PERMISSION(
            85,
            "The container may not read or write a file",
            "Let the task change the file's permissions, or run both containers as the same user."),
    TOOL_FAILED(86, "A tool in the pod has failed", "Read its message. Another filesImage has other tools."),
    UNKNOWN_COMMAND(
            87, "The script in the pod is of another version of run-pod", "Start the task again with this version."),
    TOO_MANY_FILES(
            88,
            "The outputs have too many files",
            "Choose fewer files by the patterns, pack them in the task, or raise the limit."),
    TOO_LARGE(
            89, "The outputs are too large", "Choose fewer files by the patterns, or raise the limit of the cluster."),
    UNUSABLE_NAME(
            90, "The name of an output has a line break", "Rename the file, or choose patterns that leave it out."),
    NOT_COLLECTED(91, "The outputs have not been collected", "run-pod collects them again."),
    NOT_EXECUTABLE(126, "The container cannot run its shell", "Set filesImage to an image that has sh."),
    NO_SHELL(127, "The image has no shell", "Set filesImage to an image that has sh, such as busybox."),
    KILLED(
            137,
            "The script was killed, probably because its container needs more memory",
            "Raise the memory limit of the result container."),
    TERMINATED(143, "The container was stopped", "run-pod looks at the pod."),
    /** The exit code is 0, and there is no answer. The end of the output can be lost with the connection. */
    NO_ANSWER(0, "The script has ended without an answer", "run-pod asks again."),
    OTHER(-1, "The script has failed in an unknown way", "Read its message. Another filesImage has other tools.");

    private final int code;
    private final String meaning;
    private final String remedy;

    ScriptExit(int code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The reason for an exit code that is not 0. */
    static ScriptExit of(int code) {
        return Arrays.stream(values())
                .filter(exit -> exit.code == code)
                .findFirst()
                .orElse(OTHER);
    }

    /** The exit code, or -1 for all others. */
    public int code() {
        return code;
    }

    /** What happened: a sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** What helps: one or two sentences. */
    public String remedy() {
        return remedy;
    }

    /**
     * Whether the same command, or the missing parts, may succeed without a change of the task. A container that runs has a shell. So if an
     * exec cannot run it, some container runtimes say so of a failure of their own.
     */
    public boolean mayPass() {
        return switch (this) {
            case INCOMPLETE, CORRUPTED, NOT_COLLECTED, NO_ANSWER, TERMINATED, NOT_EXECUTABLE, NO_SHELL -> true;
            case MISSING_TOOLS,
                    NOT_WRITABLE,
                    DISK_FULL,
                    PERMISSION,
                    TOOL_FAILED,
                    UNKNOWN_COMMAND,
                    TOO_MANY_FILES,
                    TOO_LARGE,
                    UNUSABLE_NAME,
                    KILLED,
                    OTHER -> false;
        };
    }
}
