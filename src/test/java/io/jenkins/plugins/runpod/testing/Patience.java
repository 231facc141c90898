package io.jenkins.plugins.runpod.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * How long tests wait for a condition before they call it a hang. It is far more than a busy machine needs, because no result may
 * depend on how fast the machine is. Awaitility waits for so long by default: JUnit finds this listener by {@code META-INF/services}.
 */
public final class Patience implements TestExecutionListener {
    /** After this time without the awaited condition, something hangs. {@code -Dtest.patience=900} makes it so many seconds. */
    public static final Duration HANG = Duration.ofSeconds(Long.getLong("test.patience", 300));

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(HANG);
    }
}
