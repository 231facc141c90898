package io.jenkins.plugins.runpod.engine.pod;

/** The containers that run-pod adds to the pods of tasks with files. No other container may have these names. */
public final class HelperContainers {
    /** The first init container: it waits until the inputs are delivered. */
    public static final String INPUT = "run-pod-input";
    /** It runs beside the result container and waits until the outputs are taken. */
    public static final String OUTPUT = "run-pod-output";

    /** The exit code of one of them if a program that it needs is missing. Its message names the program. */
    public static final int TOOLS_ARE_MISSING = 80;
    /** The exit code of one of them if it cannot write to its volume. */
    public static final int FOLDER_IS_READ_ONLY = 81;

    private HelperContainers() {}

    /** Whether a container of this name is one of them. */
    public static boolean isName(String name) {
        return INPUT.equals(name) || OUTPUT.equals(name);
    }
}
