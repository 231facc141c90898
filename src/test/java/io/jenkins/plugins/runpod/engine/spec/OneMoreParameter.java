package io.jenkins.plugins.runpod.engine.spec;

/** The parameters of a task and one more, to see that declaring it is enough. */
public class OneMoreParameter extends TaskParameters {
    @Parameter(
            title = "Warm-up time",
            kind = ParameterKind.DURATION,
            section = ParameterSection.WAITING,
            expansion = Expansion.VALUE,
            label = "TIME",
            summary = "How long it may warm up.")
    public String warmUpTime;
}
