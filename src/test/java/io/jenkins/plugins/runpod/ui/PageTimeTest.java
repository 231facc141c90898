package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Measures the page of all tasks: {@code mvn test -Dtest=PageTimeTest -Dpage.tasks=10000}. It prints how long Jenkins takes for an
 * answer as a client sees it, and how long after the click a browser has painted the first row. Only an idle machine tells.
 */
@WithJenkins
@WithCluster
@EnabledIfSystemProperty(named = "page.tasks", matches = "\\d+")
class PageTimeTest {
    private static final int TIMES = 15;
    /** The first answers run code that is not compiled yet. */
    private static final int WARM_UP = 5;
    /** One answer serves all viewers for a second, and nothing tells that it is over. What is measured is a new one. */
    private static final int APART = 1_100;

    private static final String WHEN_PAINTED = """
            new MutationObserver((all, self) => {
              const row = document.querySelector('#run-pod-rows tr');
              if (row && row.offsetParent) {
                self.disconnect();
                requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
              }
            }).observe(document, { childList: true, subtree: true, attributes: true });
            """;

    @TempDir
    private static Path profile;

    private static EmbeddedCluster cluster;

    @Test
    void measure(JenkinsRule jenkins) throws Exception {
        int tasks = Integer.getInteger("page.tasks");
        ManyTasks.start(jenkins, cluster, tasks);
        try (Browser browser = new Browser(profile)) {
            browser.beforeEachPage(WHEN_PAINTED);
            long[] answers = new long[TIMES];
            long[] searches = new long[TIMES];
            long[] painted = new long[TIMES];
            int bytes = 0;
            for (int i = -WARM_UP; i < TIMES; i++) {
                int place = Math.max(0, i);
                String address = jenkins.getURL() + "manage/run-pod/tasks?";
                Thread.sleep(APART);
                long begin = System.nanoTime();
                bytes = read(address);
                answers[place] = millis(begin);
                Thread.sleep(APART);
                begin = System.nanoTime();
                read(address + "q=team-7&by=folder");
                searches[place] = millis(begin);
                Thread.sleep(APART);
                browser.open(jenkins.getURL() + "manage/run-pod/");
                browser.waitFor("window.painted");
                painted[place] = Long.parseLong(browser.evaluate("String(Math.round(window.painted))"));
            }
            System.out.printf(
                    "%d tasks: answer of %d bytes %s, search %s, painted %s%n",
                    tasks, bytes, of(answers), of(searches), of(painted));
        } finally {
            ManyTasks.end();
        }
    }

    private static int read(String address) throws Exception {
        try (InputStream answer = URI.create(address).toURL().openStream()) {
            return answer.readAllBytes().length;
        }
    }

    private static long millis(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static String of(long[] millis) {
        Arrays.sort(millis);
        return "%d ms (at most %d ms)".formatted(millis[millis.length / 2], millis[millis.length - 1]);
    }
}
