package io.jenkins.plugins.runpod.engine.pod;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whose task this is.
 *
 * @param controller identifies the process family that owns the task for life, across restarts
 * @param task identifies the task within it; drawn before the first request, saved, never used again
 */
public record TaskId(String controller, String task) {
    private static final int HASH_LENGTH = 12;

    public TaskId {
        if (controller.isEmpty() || task.isEmpty()) {
            throw new IllegalArgumentException("controller and task must not be empty");
        }
    }

    /** The controller as a label's value. */
    public String controllerLabel() {
        return PodLabels.value(controller);
    }

    /** The task as a label's value. */
    public String taskLabel() {
        return PodLabels.value(task);
    }

    /** The same name for the same attempt, for ever: a second create finds the first one's pod. */
    public String podName(String prefix, int attempt) {
        return prefix + "-" + hash(controller + "\n" + task + "\n" + attempt).substring(0, HASH_LENGTH);
    }

    /** SHA-256, in hexadecimal digits. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
