package io.jenkins.plugins.runpod.testing;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Lets Awaitility wait for {@link Patience#HANG} in all tests. JUnit finds this listener by {@code META-INF/services}. */
public final class PatientWaiting implements TestExecutionListener {
    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(Patience.HANG);
    }
}
