package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.step.RunPodStep;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** When the form of a step says what is missing, in a real browser. */
@WithJenkins
@EnabledIf("io.jenkins.plugins.runpod.ui.BrowserTest#chromiumIsInstalled")
class NewFormTest {
    private static final String MISSING = "Is required unless yaml gives one";

    private static final String FIRST_CHECKS_ARE_OVER = """
            performance.getEntriesByType('resource').some(e => e.name.endsWith('/checkNewParameter/image'))
                && FormChecker.inProgress === 0 && FormChecker.queue.length === 0
            """;

    /** Lets the first check of a new field wait for its answer on pages whose address asks for it. */
    private static final String HELD = """
            if (location.search === '?held') {
              const send = window.fetch;
              window.held = [];
              window.fetch = (url, ...others) => String(url).endsWith('/checkNewParameter/image')
                ? new Promise((release) => window.held.push(release)).then(() => send(url, ...others))
                : send(url, ...others);
            }
            """;

    @TempDir
    private static Path profile;

    private static JenkinsRule jenkins;
    private static Browser browser;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        browser = new Browser(profile);
        browser.beforeEachPage(HELD);
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        jenkins.after();
    }

    @Test
    void newFormSaysWhatIsMissingWhenItsFieldIsLeftOrAScriptIsMade() throws Exception {
        openSnippets();
        assertThat(browser.evaluate("document.body.innerText")).doesNotContain(MISSING);

        leave();
        browser.waitFor("document.body.innerText.includes('" + MISSING + "')");
        browser.type("_.yaml", "spec: {containers: [{name: main, image: busybox}]}", "form");
        browser.waitFor("!document.body.innerText.includes('" + MISSING + "')");

        openSnippets();
        browser.evaluate("document.querySelector('#generatePipelineScript').click()");
        browser.waitFor("document.body.innerText.includes('" + MISSING + "')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void formOfASavedStepSaysAtOnceWhatIsMissing() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildersList().add(new RunPodBuilder(new RunPodStep()));

        browser.open(jenkins.getURL() + job.getUrl() + "configure");

        browser.waitFor("document.body.innerText.includes('" + MISSING + "')");
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30})
    void firstCheckOfAFieldThatIsAnsweredLateDoesNotRemoveWhatItsUserWasTold(int checksAtOnce) throws Exception {
        browser.open(jenkins.getURL() + "pipeline-syntax/?held");
        browser.waitFor(Browser.SNIPPETS);
        browser.waitFor("window.held.length === 1");
        browser.evaluate("FormChecker.maxParallel = " + checksAtOnce);

        leave();
        browser.waitFor("document.body.innerText.includes('" + MISSING + "')");
        browser.evaluate("window.held.forEach(release => release())");
        browser.waitFor(FIRST_CHECKS_ARE_OVER);

        assertThat(browser.evaluate("document.body.innerText")).contains(MISSING);
    }

    private static void leave() throws Exception {
        browser.evaluate("document.querySelector(\"[name='_.image']\").focus()");
        browser.evaluate("document.activeElement.blur()");
    }

    private static void openSnippets() throws Exception {
        browser.open(jenkins.getURL() + "pipeline-syntax/");
        browser.waitFor(Browser.SNIPPETS);
        browser.waitFor(FIRST_CHECKS_ARE_OVER);
    }
}
