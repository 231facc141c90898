package io.jenkins.plugins.runpod.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class LogCaptureTest {
    private static final Logger LOGGER = Logger.getLogger(LogCaptureTest.class.getName());

    static class Passing {
        @Test
        void passes() {
            LOGGER.log(Level.SEVERE, "on purpose", new IllegalStateException("the disk is full"));
        }
    }

    static class Failing {
        @Test
        void fails() {
            LOGGER.log(Level.SEVERE, "the reason", new IllegalStateException("the disk is full"));
            fail("always");
        }
    }

    static class FailingProperty {
        @Property(tries = 500)
        boolean holds(@ForAll long number) {
            LOGGER.log(Level.WARNING, "tried {0}", "one more");
            return number != 0;
        }
    }

    private static String printedBy(Class<?> tests) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestExecutionListeners(
                                new LogCapture(new PrintStream(printed, true, StandardCharsets.UTF_8)))
                        .build())
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(tests))
                        .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                        .build());
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatAPassingTestLogsIsNotPrinted() {
        assertThat(printedBy(Passing.class)).isEmpty();
    }

    @Test
    void whatAFailingTestLoggedIsPrintedWithItsStackTraces() {
        assertThat(printedBy(Failing.class))
                .contains("Logged while fails() ran, the last 1 of 1 records", "the reason", "the disk is full", "at ");
    }

    @Test
    void aFailingPropertyPrintsWhatItLogged() {
        assertThat(printedBy(FailingProperty.class)).contains("Logged while holds ran", "tried one more");
    }
}
