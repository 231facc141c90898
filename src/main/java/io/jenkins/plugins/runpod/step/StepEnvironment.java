package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.model.ParameterValue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.support.actions.EnvironmentAction;

/**
 * The environment of a build as {@code sh} at the place of a step would have it, without what {@code node} adds. So it is the same within
 * and outside of {@code node}, and no agent is asked.
 *
 * @see <a href="https://github.com/jenkinsci/workflow-support-plugin">DefaultStepContext, which gives sh its environment</a>
 */
final class StepEnvironment {
    /** A parallel branch may set a variable at the same moment. */
    private static final int TRIES = 10;

    private StepEnvironment() {}

    /** Asks other plugins, with the authentication of the build. May block. */
    static BuildEnvironment of(StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        TaskListener listener = context.get(TaskListener.class);
        EnvironmentExpander expander = context.get(EnvironmentExpander.class);
        try (ACLContext ignored =
                ACL.as2(context.get(FlowNode.class).getExecution().getAuthentication2())) {
            EnvVars variables = EnvironmentExpander.getEffectiveEnvironment(
                    ofRun(run, listener), null, expander, context, listener);
            return BuildEnvironment.of(run, variables, sensitive(run, expander), SurroundingSecrets.of(context));
        }
    }

    /** With the variables that the script has set as properties of {@code env}. */
    private static EnvVars ofRun(Run<?, ?> run, TaskListener listener) throws IOException, InterruptedException {
        EnvironmentAction ofScript = run.getAction(EnvironmentAction.class);
        if (ofScript == null) {
            return run.getEnvironment(listener);
        }
        for (int tries = 1; ; tries++) {
            try {
                return ofScript.getEnvironment();
            } catch (ConcurrentModificationException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The names of variables with secret values. */
    static Set<String> sensitive(Run<?, ?> run, @CheckForNull EnvironmentExpander expander) {
        Set<String> names = new HashSet<>();
        BuildEnvironment.parameters(run)
                .filter(ParameterValue::isSensitive)
                .map(ParameterValue::getName)
                .forEach(names::add);
        if (expander != null) {
            names.addAll(expander.getSensitiveVariables());
        }
        return names;
    }
}
