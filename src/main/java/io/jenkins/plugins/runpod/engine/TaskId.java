package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.spec.Words;
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
    /** Label that carries the controller. */
    public static final String CONTROLLER_LABEL = "run-pod.jenkins.io/controller";
    /** Label that carries the task. */
    public static final String TASK_LABEL = "run-pod.jenkins.io/task";
    /** Label that carries the number of the attempt. */
    public static final String ATTEMPT_LABEL = "run-pod.jenkins.io/attempt";

    private static final int HASH_LENGTH = 12;

    public TaskId {
        if (controller.isEmpty() || task.isEmpty()) {
            throw new IllegalArgumentException("controller and task must not be empty");
        }
    }

    /** The label selector of all pods of a controller. */
    public static String selector(String controller) {
        return CONTROLLER_LABEL + "=" + label(controller);
    }

    /** The controller as a label's value. */
    public String controllerLabel() {
        return label(controller);
    }

    /** The task as a label's value. */
    public String taskLabel() {
        return label(task);
    }

    /** The same name for the same attempt, for ever: a second create finds the first one's pod. */
    String podName(String prefix, int attempt) {
        return prefix + "-" + hash(controller + "\n" + task + "\n" + attempt).substring(0, HASH_LENGTH);
    }

    /** A controller or a task as a label's value. */
    public static String label(String text) {
        return Words.isLabelValue(text) ? text : "sha256." + hash(text).substring(0, 40);
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
