package io.jenkins.plugins.runpod.engine.pod;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies a task.
 *
 * @param controller identifies the controller that owns the task, across restarts
 * @param task identifies the task within its controller. It is drawn before the first request, saved, and never reused.
 */
public record TaskId(String controller, String task) {
    private static final int HASH_LENGTH = 12;

    public TaskId {
        if (controller.isEmpty() || task.isEmpty()) {
            throw new IllegalArgumentException("controller and task must not be empty");
        }
    }

    /** The controller as the value of a label. */
    public String controllerLabel() {
        return PodLabels.value(controller);
    }

    /** The task as the value of a label. */
    public String taskLabel() {
        return PodLabels.value(task);
    }

    /** The name of an attempt's pod. It is the same on each call, so a second create finds the pod of the first one. */
    public String podName(String prefix, int attempt) {
        return prefix + "-" + hash(controller + "\n" + task + "\n" + attempt).substring(0, HASH_LENGTH);
    }

    /** A SHA-256 hash in hexadecimal digits. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
