package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** When a page asks Jenkins, in a real browser whose timers and visibility the test controls. */
@EnabledIf("io.jenkins.plugins.runpod.ui.BrowserTest#chromiumIsInstalled")
class PollingTest {
    private static final Path SCRIPT = Path.of("src/main/webapp/js/page.js");
    private static final String PAGE = """
            <p id="run-pod-unreachable" hidden></p>
            <script>
              var timers = [], asked = 0, unseen = false;
              const send = window.fetch;
              window.fetch = (...all) => { asked++; return send(...all); };
              window.setTimeout = (action, millis) => timers.push({ action, millis });
              Object.defineProperty(document, "hidden", { get: () => unseen });
              function fire() { timers.splice(0).forEach((each) => each.action()); }
              function see(seen) { unseen = !seen; document.dispatchEvent(new Event("visibilitychange")); }
            </script>
            <script src="page.js"></script>
            <script>
              var shown = [];
              var page = window.runPodPage;
              var now = page.poll(() => page.read("tasks?" + asked), (answer) => shown.push(answer.query));
            </script>
            """;

    @TempDir
    private static Path profile;

    private static Browser browser;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile int status = 200;
    private volatile boolean running = true;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @BeforeAll
    static void startBrowser() throws Exception {
        browser = new Browser(profile);
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        browser.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/page", exchange -> answer(exchange, 200, "text/html", PAGE));
        server.createContext(
                "/page.js", exchange -> answer(exchange, 200, "text/javascript", Files.readString(SCRIPT)));
        server.createContext("/tasks", exchange -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                return;
            }
            String query = exchange.getRequestURI().getQuery();
            answer(exchange, status, "application/json", "{\"running\":" + running + ",\"query\":" + query + "}");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private void open() throws Exception {
        browser.open("http://127.0.0.1:" + server.getAddress().getPort() + "/page");
        browser.waitFor("asked === 1");
    }

    private static int number(String expression) throws Exception {
        return Integer.parseInt(browser.evaluate("String(Math.round(" + expression + "))"));
    }

    private static void waitForTheNextPause() {
        browser.waitFor("timers.length === 1");
    }

    @Test
    void changeOfVisibilityDuringARequestStartsNoSecondLoop() throws Exception {
        gate = new CountDownLatch(1);
        open();

        browser.evaluate("see(false); see(true); see(false); see(true)");
        gate.countDown();
        waitForTheNextPause();
        browser.evaluate("fire()");
        waitForTheNextPause();

        assertThat(number("asked")).isEqualTo(2);
    }

    @Test
    void changeOfVisibilityDuringAPauseStartsNoSecondLoop() throws Exception {
        open();
        waitForTheNextPause();

        browser.evaluate("see(false); see(true); see(false); see(true)");

        assertThat(number("asked")).isEqualTo(1);
        assertThat(number("timers.length")).isEqualTo(1);
    }

    @Test
    void viewerWhoWantsSomethingElseWaitsForNoEarlierAnswer() throws Exception {
        gate = new CountDownLatch(1);
        open();

        browser.evaluate("now()");
        gate.countDown();
        waitForTheNextPause();

        assertThat(number("asked")).isEqualTo(2);
        assertThat(browser.evaluate("shown.join()")).isEqualTo("1");
    }

    @Test
    void questionAtOnceReplacesTheOneAfterThePause() throws Exception {
        open();
        waitForTheNextPause();

        browser.evaluate("now()");
        browser.waitFor("timers.length === 2");
        browser.evaluate("timers.shift().action()");

        assertThat(number("asked")).isEqualTo(2);
    }

    /** Tasks change their order while somebody goes through them with the keyboard. */
    @Test
    void elementThatMovesInItsListKeepsTheFocus() throws Exception {
        open();
        browser.evaluate("window.names = document.body.appendChild(document.createElement('div'));"
                + "window.make = () => document.createElement('button');"
                + "window.fill = (...all) => window.runPodPage.list(names, all, (name) => name, make,"
                + " (button, name) => (button.textContent = name));"
                + "fill('one', 'two'); names.lastChild.focus(); fill('constructor', 'two', 'one')");

        assertThat(browser.evaluate("document.activeElement.textContent")).isEqualTo("two");
        assertThat(browser.evaluate("names.textContent")).isEqualTo("constructortwoone");
    }

    @Test
    void hiddenPageAsksNothingUntilItIsSeenAgain() throws Exception {
        open();
        waitForTheNextPause();
        browser.evaluate("see(false); fire()");
        assertThat(number("asked")).isEqualTo(1);
        assertThat(number("timers.length")).isZero();

        browser.evaluate("see(true)");

        assertThat(number("asked")).isEqualTo(2);
        waitForTheNextPause();
    }

    @Test
    void pausesGrowWithFailuresUpToAMinuteAndShrinkAfterAnAnswer() throws Exception {
        status = 500;
        open();
        for (int failures = 1; failures <= 8; failures++) {
            waitForTheNextPause();
            int longest = (int) Math.min(60_000, 2_000 * Math.pow(2, failures));
            assertThat(number("timers[0].millis")).isBetween(longest / 2, longest);
            assertThat(browser.evaluate("String(document.querySelector('p').hidden)"))
                    .isEqualTo("false");
            if (failures == 8) {
                status = 200;
            }
            browser.evaluate("fire()");
        }

        waitForTheNextPause();
        assertThat(number("timers[0].millis")).isEqualTo(2_000);
        assertThat(browser.evaluate("String(document.querySelector('p').hidden)"))
                .isEqualTo("true");
    }

    @Test
    void pageThatIsGoneIsAskedForThreeTimes() throws Exception {
        status = 404;
        open();
        for (int i = 0; i < 2; i++) {
            waitForTheNextPause();
            browser.evaluate("document.querySelector('p').hidden = true; fire()");
        }
        browser.waitFor("asked === 3 && !document.querySelector('p').hidden");

        browser.evaluate("see(false); see(true)");

        assertThat(number("timers.length")).isZero();
        assertThat(number("asked")).isEqualTo(3);
    }

    @Test
    void otherFailuresDoNotCountAsGone() throws Exception {
        open();
        for (int answer : new int[] {403, 404, 500, 403, 404}) {
            waitForTheNextPause();
            status = answer;
            browser.evaluate("fire()");
        }

        waitForTheNextPause();
        assertThat(number("asked")).isEqualTo(6);
    }

    @Test
    void pageChoosesThePauseAfterAnAnswer() throws Exception {
        open();
        waitForTheNextPause();

        browser.evaluate(
                "timers.splice(0); page.poll(() => page.read('tasks?9'), () => {}, (answer) => 1000 + answer.query)");

        waitForTheNextPause();
        assertThat(number("timers[0].millis")).isEqualTo(1_009);
    }

    @Test
    void nothingIsAskedAfterAnAnswerThatIsTheLast() throws Exception {
        gate = new CountDownLatch(1);
        running = false;
        open();
        browser.evaluate("document.querySelector('p').hidden = false");
        gate.countDown();
        browser.waitFor("document.querySelector('p').hidden");

        browser.evaluate("see(false); see(true)");

        assertThat(number("timers.length")).isZero();
        assertThat(number("asked")).isEqualTo(1);
    }
}
