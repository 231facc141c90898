package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.PullFailure;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.files.JUnitOutput;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.HistoryQuery;
import io.jenkins.plugins.runpod.history.HistoryScope;
import io.jenkins.plugins.runpod.history.Wait;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages in a real browser, under the content security policy that Jenkins enforces. */
@WithJenkins
@EnabledIf("chromiumIsInstalled")
@WithCluster
class BrowserTest {
    private static final String HOSTILE =
            "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=2</script></pre>\u001b[31mred\u001b]0;title\u0007";

    @TempDir
    private static Path profile;

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;
    private static Browser browser;

    static boolean chromiumIsInstalled() {
        return Browser.CHROMIUM.toFile().canExecute();
    }

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        browser = new Browser(profile);
        browser.beforeEachPage(HistoryAnswers.script());
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        jenkins.after();
    }

    @Test
    void policyIsEnforced() throws Exception {
        HttpURLConnection page = (HttpURLConnection)
                URI.create(jenkins.getURL() + "manage/run-pod/").toURL().openConnection();

        assertThat(page.getHeaderField("Content-Security-Policy")).contains("script-src");
        page.disconnect();
    }

    @Test
    void nothingThatAClusterSaysIsExecuted() throws Exception {
        PipelinePods.configure(cluster.url());
        cluster.script(PodScript.forImage("hostile:pull").pullFails(PullFailure.saying(HOSTILE)));
        cluster.script(PodScript.forImage("hostile:create").cannotCreate(Duration.ofMinutes(9), HOSTILE, HOSTILE));
        cluster.script(PodScript.forImage("hostile:log").print(HOSTILE).sleep(Duration.ofMinutes(9)));
        cluster.script(PodScript.forImage("hostile:node").unschedulable(Duration.ofMinutes(9), HOSTILE));
        WorkflowRun build = PipelinePods.start(jenkins, """
                parallel pull: { runPod image: 'hostile:pull', command: 'true' },
                    create: { runPod image: 'hostile:create', command: 'true' },
                    log: { runPod image: 'hostile:log', command: 'true' },
                    node: { runPod image: 'hostile:node', command: 'true' }
                """);
        jenkins.waitForMessage("window.pwned=2", build);
        pods.awaitRunning(build, 1);

        browser.open(jenkins.getURL() + build.getUrl() + "pods/");
        browser.waitFor("document.querySelectorAll('.run-pod-task').length === 4");
        browser.waitFor("document.body.innerText.split('<script>window.pwned=2</script>').length > 3");
        browser.evaluate("document.querySelectorAll('.run-pod-events summary').forEach(each => each.click())");
        browser.waitFor("document.querySelectorAll('.run-pod-events-list li').length > 5");
        assertUnharmed();
        browser.open(jenkins.getURL() + "manage/run-pod/");
        browser.waitFor("document.querySelectorAll('#run-pod-rows tr').length === 4");
        assertUnharmed();
        browser.open(jenkins.getURL() + build.getUrl() + "console");
        browser.waitFor("document.body.innerText.includes('window.pwned=2')");
        assertUnharmed();
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    private static void assertUnharmed() throws Exception {
        assertThat(browser.evaluate("String(window.pwned)")).isEqualTo("undefined");
        assertThat(browser.evaluate("document.querySelectorAll('img[onerror]').length"))
                .isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void testOfAConnectionNamesWhatIsMissingAndGivesTheManifestToCopy() throws Exception {
        cluster.server().deny(request -> request.what().equals("get pods/log"));
        try {
            PipelinePods.configure(cluster.url());
            browser.open(jenkins.getURL() + "manage/configure");
            String button = "[...document.querySelectorAll('.validate-button')]"
                    + ".find(each => each.innerText.includes('Test connection'))";
            browser.waitFor(button + ".closest('form') && window.Behaviour");
            browser.evaluate(button + ".click()");
            browser.waitFor(
                    "document.body.innerText.includes('Missing permissions in namespace default: get pods/log.')");

            String copy = "document.querySelector('.jenkins-validate-button__container .jenkins-copy-button')";
            assertThat(browser.evaluate(copy + ".getAttribute('text')"))
                    .contains(
                            "kind: RoleBinding\nmetadata: {name: run-pod, namespace: default}\n", "apiGroups: [\"\"]");
            assertThat(browser.evaluate("String(" + copy + ".disabled)")).isEqualTo("false");
            assertThat(browser.complaints()).isEmpty();
        } finally {
            cluster.server().deny(request -> false);
        }
    }

    @Test
    void eachPodOfATaskHasOneLineAndEventsStayReadable() throws Exception {
        PipelinePods.configure(cluster.url());
        RunPodGlobalConfiguration.get().getClusters().get(0).setImageMirrors("limited.example=mirror.example/x");
        cluster.script(PodScript.forImage("limited.example/.*").rateLimited(1000));
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'limited.example/app', command: 'sleep 600'");
        jenkins.waitForMessage("to pull from mirror.example/x", build);
        pods.awaitRunning(build, 1);

        browser.open(jenkins.getURL() + build.getUrl() + "pods/");
        browser.waitFor("document.querySelectorAll('.run-pod-attempt').length === 2");
        browser.evaluate("document.querySelector('.run-pod-events summary').click()");
        browser.waitFor("document.querySelectorAll('.run-pod-events-list li').length > 2");
        browser.evaluate("performance.clearResourceTimings()");
        browser.waitFor("performance.getEntriesByType('resource').filter(e => e.name.endsWith('/tasks?')).length > 2");

        assertThat(browser.evaluate("[...document.querySelectorAll('.run-pod-attempt-name')]"
                        + ".map(each => each.innerText.match(/Attempt \\d/)).join()"))
                .isEqualTo("Attempt 1,Attempt 1");
        build.doStop();
        jenkins.waitForCompletion(build);
        browser.waitFor("document.querySelector('[data-state=cancelled]')");
        assertThat(browser.evaluate(
                        "[...document.querySelectorAll('.run-pod-events-list strong')].map(e => e.innerText).join()"))
                .contains("Scheduled", "Started");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void podIsCancelledByItsButtonAfterAQuestion() throws Exception {
        PipelinePods.configure(cluster.url());
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(build, 1);

        browser.open(jenkins.getURL() + build.getUrl() + "pods/");
        browser.waitFor("document.querySelector('.run-pod-cancel:not([hidden])')");
        browser.evaluate("document.querySelector('.run-pod-cancel').click()");
        browser.waitFor("document.querySelector('dialog[open] [data-id=ok]')");
        browser.evaluate("document.querySelector('dialog[open] [data-id=ok]').click()");
        jenkins.waitForCompletion(build);

        pods.awaitGone(build);
        browser.waitFor("document.querySelector('[data-state=cancelled]')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void clusterIsConfiguredByHand() throws Exception {
        RunPodGlobalConfiguration.get().setClusters(List.of());

        browser.open(jenkins.getURL() + "manage/configure");
        browser.waitFor(button("Add cluster"));
        browser.evaluate(button("Add cluster") + ".click()");
        browser.waitFor("document.querySelector(\"[name='_.serverUrl']\")");
        browser.type("_.name", "prod", ".repeated-chunk");
        browser.type("_.serverUrl", cluster.url(), ".repeated-chunk");
        browser.evaluate(button("Test connection") + ".click()");
        browser.waitFor("document.querySelector('.repeated-chunk .validation-error-area .ok, .repeated-chunk .ok')");
        browser.evaluate(button("Save") + ".click()");

        await().untilAsserted(() ->
                assertThat(RunPodGlobalConfiguration.get().names()).containsExactly("prod"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void previewHasTheContainersThatMoveFiles() throws Exception {
        PipelinePods.configure(cluster.url());
        FreeStyleProject job = jenkins.createFreeStyleProject();
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setOutputs(List.of(new JUnitOutput("**/TEST-*.xml")));
        RunPodStep without = new RunPodStep();
        without.setImage("busybox");
        job.getBuildersList().addAll(List.of(new RunPodBuilder(step), new RunPodBuilder(without)));

        browser.open(jenkins.getURL() + job.getUrl() + "configure");
        String previews = "[...document.querySelectorAll('.validate-button')]"
                + ".filter(each => each.innerText.includes('Preview the pod'))";
        browser.waitFor(previews + ".length === 2 && window.Behaviour");
        browser.evaluate(previews + ".forEach(each => each.click())");
        browser.waitFor("document.querySelectorAll('.validation-error-area pre').length === 2");

        assertThat(preview(0))
                .contains("run-pod-output", "value: (the script of run-pod)")
                .doesNotContain("wait_");
        assertThat(preview(1)).contains("busybox").doesNotContain("name: run-pod-");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void manyPodsAreRowsThatOpenAndWhatIsShownIsInTheAddress() throws Exception {
        PipelinePods.configure(cluster.url());
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, PipelinePods.manyPods(11, "exit 3"));

        browser.open(jenkins.getURL() + build.getUrl() + "pods/");
        browser.waitFor("document.querySelectorAll('#run-pod-rows > li').length === 11");
        assertThat(browser.evaluate("document.querySelector('#run-pod-rows').innerText"))
                .startsWith("Failed with exit code 3");
        browser.evaluate("document.querySelector('#run-pod-summary [data-state=failed] a').click()");
        browser.waitFor("document.querySelectorAll('#run-pod-rows > li').length === 1");
        assertThat(browser.evaluate("location.search")).isEqualTo("?state=failed");
        browser.evaluate("document.querySelector('#run-pod-rows summary').click()");
        browser.waitFor("document.querySelector('#run-pod-rows [open] .run-pod-attempt')");
        String row = browser.evaluate("location.href");

        browser.evaluate("history.back()");
        browser.waitFor("document.querySelectorAll('#run-pod-rows > li').length === 11");
        browser.open(row);
        browser.waitFor("document.querySelector('#run-pod-rows [open] .run-pod-attempt')");
        assertThat(browser.evaluate("document.querySelector('select[name=state]').value"))
                .isEqualTo("failed");
        browser.evaluate("document.querySelector('#run-pod-rows summary').click()");
        browser.waitFor("document.querySelector('#run-pod-rows .run-pod-task') === null");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatTheHistoryShowsIsInItsAddressAndTheWayBackWorks() throws Exception {
        openHistory("?period=month&by=nonsense&scene=full");
        assertThat(browser.evaluate("document.querySelector('#run-pod-periods [aria-current]').textContent"))
                .isEqualTo("Month");
        assertThat(browser.evaluate("document.querySelector('#run-pod-filter select').value"))
                .isEqualTo("registry");

        browser.evaluate("document.querySelector('#run-pod-groups a').click()");

        browser.waitFor("document.querySelectorAll('#run-pod-rows tr').length === 50");
        assertThat(browser.evaluate("location.search")).isEqualTo("?period=month&by=image&registry=docker.io");
        assertThat(browser.evaluate("document.querySelector('#run-pod-chips').innerText"))
                .isEqualToIgnoringWhitespace("Registry docker.io");
        assertThat(browser.evaluate("document.querySelector('#run-pod-csv').getAttribute('href')"))
                .startsWith("csv?")
                .contains("registry=docker.io", "from=", "to=");
        browser.evaluate("history.back()");
        browser.waitFor("!document.querySelector('#run-pod-rows tr')?.offsetParent");
        browser.waitFor("document.querySelector('#run-pod-groups a').innerText === 'docker.io'");
        assertThat(browser.evaluate("location.search")).isEqualTo("?period=month&by=nonsense&scene=full");
        assertThat(browser.evaluate("String(document.querySelector('#run-pod-chips').hidden)"))
                .isEqualTo("true");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void focusIsNotLostWithAFilterThatIsRemoved() throws Exception {
        openHistory("?scene=full&registry=docker.io&cause=RegistryRateLimit");
        browser.evaluate("document.querySelector('#run-pod-chips a').focus()");

        browser.evaluate("document.activeElement.click()");
        browser.waitFor("document.activeElement.id === 'run-pod-sum-title'");

        assertThat(browser.evaluate("location.search")).isEqualTo("?cause=RegistryRateLimit");
        assertThat(browser.evaluate("document.querySelector('#run-pod-found').innerText"))
                .isNotEmpty();
    }

    @Test
    void buildsOfTheHistoryHavePagesAndNoneIsBehindTheLast() throws Exception {
        openHistory("?offset=9999&scene=full");
        browser.waitFor("document.querySelectorAll('#run-pod-rows tr').length === 37");
        assertThat(browser.evaluate("location.search")).isEqualTo("?offset=100");

        browser.evaluate("document.querySelector('#run-pod-pages [rel=prev]').click()");

        browser.waitFor("document.querySelector('#run-pod-pages span').innerText === '51–100 of 137'");
        assertThat(browser.evaluate("location.search")).isEqualTo("?offset=50");
        assertThat(browser.evaluate("document.querySelector('#run-pod-rows a').getAttribute('href')"))
                .isEqualTo("#50");
    }

    @Test
    void chartOfTheHistoryIsDrawnInColoursAndIsATableToo() throws Exception {
        openHistory("?scene=full");

        assertThat(browser.evaluate("document.querySelectorAll('.run-pod-chart-bar').length"))
                .isEqualTo("7");
        assertThat(browser.evaluate("""
                [...document.querySelectorAll('.run-pod-chart-part')].map(part =>
                    getComputedStyle(document.querySelector(part.getAttribute('fill').slice(4, -1) + ' rect')).fill)
                  .filter((colour, index, all) => all.indexOf(colour) === index).length
                """)).isEqualTo("6");
        browser.evaluate("document.querySelector('.run-pod-numbers summary').click()");
        browser.waitFor("document.querySelectorAll('#run-pod-numbers tr').length === 7");
        assertThat(browser.evaluate("document.querySelectorAll('#run-pod-kinds svg rect').length"))
                .isEqualTo("6");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void queryOfTheHistoryThatIsNotValidIsExplainedAndNotRepeated() throws Exception {
        browser.open(jenkins.getURL() + "manage/run-pod/history/?verdict=nice&scene=refused");

        browser.waitFor("document.querySelector('#run-pod-refused').innerText.includes('not \"nice\"')");
        assertThat(browser.evaluate("String(document.querySelector('#run-pod-unreachable').hidden)"))
                .isEqualTo("true");
    }

    @Test
    void endedTaskIsInTheHistoryOfTheControllerAndOfItsFolder() throws Exception {
        PipelinePods.configure(cluster.url());
        jenkins.createProject(Folder.class, "shop").createProject(FreeStyleProject.class, "orders");
        RunPodEngine.get()
                .history()
                .ended(new EndedTask(
                        Instant.now(),
                        "an-id",
                        "shop/orders#7",
                        "prod",
                        "ci",
                        "docker.io/library/maven:3",
                        Verdict.TASK_FAILED,
                        "ExitCode",
                        2,
                        65_000L,
                        61_000,
                        9_000,
                        List.of(new Wait(
                                WaitKind.LIMITED, "RegistryRateLimit", "docker.io/library/maven:3", 3, 4_500_000))));

        HistoryQuery ofShop = HistoryQuery.of(Map.of("folder", "shop")::get);
        await().until(() -> RunPodEngine.get()
                        .recentHistory()
                        .builds(ofShop, HistoryScope.ALL)
                        .matching()
                == 1);

        for (String page : List.of("manage/run-pod/history/", "job/shop/pod-history/")) {
            browser.open(jenkins.getURL() + page);
            browser.waitFor("document.querySelector('#run-pod-groups tr')?.innerText.includes('docker.io')");
            assertThat(browser.evaluate("document.querySelector('#run-pod-groups tr').innerText"))
                    .contains("1 h 15 min");
            browser.evaluate("document.querySelector('#run-pod-show-builds a').click()");
            browser.waitFor("document.querySelector('#run-pod-rows tr')");
            assertThat(browser.evaluate("location.search")).isEqualTo("?offset=0");
            assertThat(browser.evaluate("document.querySelector('#run-pod-rows tr').innerText"))
                    .contains("shop/orders#7", "RegistryRateLimit", "ExitCode", "1 min 5 s");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    private static void openHistory(String query) throws Exception {
        browser.open(jenkins.getURL() + "manage/run-pod/history/" + query);
        browser.waitFor("document.querySelector('#run-pod-groups tr')");
    }

    private static String preview(int number) throws Exception {
        return browser.evaluate("document.querySelectorAll('.validation-error-area pre')[" + number + "].textContent");
    }

    private static String button(String text) {
        return "Array.from(document.querySelectorAll('button')).find(each => each.innerText.trim() === '" + text + "')";
    }
}
