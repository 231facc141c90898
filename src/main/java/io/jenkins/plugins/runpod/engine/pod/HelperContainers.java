package io.jenkins.plugins.runpod.engine.pod;

/** The containers that run-pod adds to the pods of tasks with files. No other container may have these names. */
public final class HelperContainers {
    /** The first init container: it waits until the inputs are delivered. */
    public static final String INPUT = "run-pod-input";
    /** It runs beside the result container and waits until the outputs are taken. */
    public static final String OUTPUT = "run-pod-output";

    private HelperContainers() {}
}
