package io.jenkins.plugins.runpod.step;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.flow.ErrorCondition;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Conditions for {@code retry(conditions: [...])} around the step, one for each class of failure. Immutable. */
public abstract class RunPodCondition extends ErrorCondition {
    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    RunPodCondition(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public boolean test(@NonNull Throwable error, @CheckForNull StepContext context) {
        return error instanceof RunPodException failure && failure.getVerdict().equals(verdict.name()) && test(failure);
    }

    boolean test(RunPodException failure) {
        return true;
    }

    /** No container of the pod ran, so a retry is safe. */
    public static final class NeverStarted extends RunPodCondition {
        private static final long serialVersionUID = 1L;

        @DataBoundConstructor
        public NeverStarted() {
            super(Verdict.NEVER_STARTED);
        }

        /** Registers the condition. */
        @Extension
        @Symbol("runPodNeverStarted")
        public static final class DescriptorImpl extends ErrorConditionDescriptor {
            @NonNull
            @Override
            public String getDisplayName() {
                return Messages.RunPodCondition_neverStarted();
            }
        }
    }

    /** A container ran and its end was not seen, so after a retry the task may run twice. */
    public static final class OutcomeUnknown extends RunPodCondition {
        private static final long serialVersionUID = 1L;

        @DataBoundConstructor
        public OutcomeUnknown() {
            super(Verdict.OUTCOME_UNKNOWN);
        }

        /** Registers the condition. */
        @Extension
        @Symbol("runPodOutcomeUnknown")
        public static final class DescriptorImpl extends ErrorConditionDescriptor {
            @NonNull
            @Override
            public String getDisplayName() {
                return Messages.RunPodCondition_outcomeUnknown();
            }
        }
    }

    /** The result container failed. */
    public static final class TaskFailed extends RunPodCondition {
        private static final long serialVersionUID = 1L;

        private List<Integer> exitCodes;

        @DataBoundConstructor
        public TaskFailed() {
            super(Verdict.TASK_FAILED);
        }

        /** The exit codes to retry, or null for all. */
        @CheckForNull
        public List<Integer> getExitCodes() {
            return exitCodes;
        }

        @DataBoundSetter
        public void setExitCodes(List<Integer> exitCodes) {
            this.exitCodes = exitCodes == null || exitCodes.isEmpty() ? null : new ArrayList<>(exitCodes);
        }

        @Override
        boolean test(RunPodException failure) {
            return exitCodes == null || exitCodes.contains(failure.getExitCode());
        }

        /** Registers the condition. */
        @Extension
        @Symbol("runPodTaskFailed")
        public static final class DescriptorImpl extends ErrorConditionDescriptor {
            @NonNull
            @Override
            public String getDisplayName() {
                return Messages.RunPodCondition_taskFailed();
            }
        }
    }

    /** Waiting does not help, for example if the image does not exist. */
    public static final class Permanent extends RunPodCondition {
        private static final long serialVersionUID = 1L;

        @DataBoundConstructor
        public Permanent() {
            super(Verdict.PERMANENT);
        }

        /** Registers the condition. */
        @Extension
        @Symbol("runPodPermanent")
        public static final class DescriptorImpl extends ErrorConditionDescriptor {
            @NonNull
            @Override
            public String getDisplayName() {
                return Messages.RunPodCondition_permanent();
            }
        }
    }
}
