package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.PullFailure;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class PodsPageTest {
    private static final String HOSTILE =
            "<img src=x onerror=alert(1)><script>alert(2)</script> \u001b[31mred\u001b[0m";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("reader", "operator")
                .grant(Item.CANCEL)
                .everywhere()
                .to("operator"));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void podThatWaitsIsShownWithCauseWordsOfKubernetesAndBudget() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod name: 'limited', image: '429/app', command: 'true'");
        awaitState(build, "limited");

        String shown = shown(build, "Rate-limited");

        assertThat(shown)
                .contains("limited-", "RegistryRateLimit", "toomanyrequests", "What to do:", "rate limit: ", " of 1h");
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void podThatRunsIsShownAsRunning() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(build, 1);

        assertThat(awaitState(build, "running").at("/task/title").asText()).isEqualTo("Running");
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void podThatHasEndedIsShownWithItsExitCodeAndIsOver() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'exit 3'");

        JsonNode answer = answer("reader", build);

        assertThat(answer.at("/running").asBoolean()).isFalse();
        assertThat(answer.at("/rows/0/task/title").asText()).isEqualTo("Failed with exit code 3");
        assertThat(answer.at("/rows/0/task/attempts/0/spans").findValuesAsText("kind"))
                .contains("running");
    }

    @Test
    void logOfTheStepIsLinked() throws Exception {
        WorkflowRun build =
                PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'echo from the pod'");

        String log = answer("reader", build).at("/rows/0/log").asText();

        assertThat(as("reader").getPage(new URL(log)).getWebResponse().getContentAsString())
                .contains("from the pod");
    }

    @Test
    void wordsOfTheContainerStayInTheLogWhichMasksSecrets() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'echo the-secret-of-the-day; exit 3'");

        assertThat(answer("reader", build).toString()).doesNotContain("the-secret-of-the-day");
    }

    @Test
    void htmlAndEscapeSequencesOfAClusterAreShownAsText() throws Exception {
        cluster.script(PodScript.forImage("hostile:1").pullFails(PullFailure.saying(HOSTILE)));
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'hostile:1', command: 'true'");
        await().until(() -> answer("reader", build).toString().contains("onerror"));

        try (JenkinsRule.WebClient client = as("reader")) {
            HtmlPage page = client.getPage(build, "pods");
            await().until(() -> page.asNormalizedText().contains("<script>alert(2)</script>"));

            assertThat(page.querySelectorAll("[onerror], .run-pod-task script")).isEmpty();
        }
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void podThatIsNotCreatedYetSaysWhatItWaitsFor() throws Exception {
        WorkflowRun first = PipelinePods.start(jenkins, "runPod image: 'damped.example/429/app', command: 'true'");
        awaitState(first, "limited");
        WorkflowRun held = PipelinePods.start(jenkins, "runPod image: 'damped.example/app', command: 'true'");

        assertThat(shown(held, "Waiting to be created")).contains("Registry damped.example limits pulls");
        for (WorkflowRun build : List.of(first, held)) {
            build.doStop();
            jenkins.waitForCompletion(build);
        }
    }

    @Test
    void apiServerThatDoesNotAnswerIsShownAsWhatItIs() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(build, 1);
        awaitState(build, "running");
        cluster.server().stop();
        try {
            assertThat(shown(build, "Requests to the Kubernetes API have failed"))
                    .contains("Running");
        } finally {
            cluster.server().start();
        }
        await().until(() ->
                answer("reader", build).at("/rows/0/task/obstacle").asText().isEmpty());
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void earlierAttemptsStayWithPodOutcomeAndRunningTime() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', command: 'sleep 2; exit 9', attempts: 2, retryOn: [exitCode: [9]]");

        JsonNode attempts = answer("reader", build).at("/rows/0/task/attempts");

        assertThat(attempts.findValuesAsText("number")).containsExactly("1", "2");
        assertThat(attempts.at("/0/outcome").asText()).isEqualTo("Failed with exit code 9");
        assertThat(attempts.at("/0/pod").asText())
                .isNotEqualTo(attempts.at("/1/pod").asText());
        assertThat(attempts.at("/0/spans").findValuesAsText("kind")).contains("running");
    }

    @Test
    void eventsOfAPodAreReadByAPost() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(build, 1);
        String task = answer("reader", build).at("/rows/0/task/id").asText();

        assertThat(post("reader", build, "events", task, HttpMethod.GET).getStatusCode())
                .isEqualTo(405);
        await().untilAsserted(() -> assertThat(
                        post("reader", build, "events", task, HttpMethod.POST).getContentAsString())
                .contains("\"Scheduled\"", "\"Pulled\"", "\"Started\""));
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void manyPodsAreSortedFilteredAndCutAndThoseAskedForAreInFull() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, PipelinePods.manyPods(12, "exit 3"));

        JsonNode first = answer("reader", build, "?limit=5");
        assertThat(first.path("full").asBoolean()).isFalse();
        assertThat(first.path("total").asInt()).isEqualTo(12);
        assertThat(first.path("states").toString())
                .isEqualTo("[{\"state\":\"failed\",\"tasks\":1},{\"state\":\"succeeded\",\"tasks\":11}]");
        assertThat(first.at("/rows/0/line/title").asText()).isEqualTo("Failed with exit code 3");
        assertThat(first.path("rows"))
                .hasSize(5)
                .allMatch(row -> row.path("task").isNull());

        String id = first.at("/rows/1/line/id").asText();
        JsonNode open = answer("reader", build, "?state=succeeded&container=main&q=POD&offset=0&limit=500&open=" + id);
        assertThat(open.path("selected").asInt()).isEqualTo(11);
        assertThat(open.path("rows"))
                .filteredOn(row -> row.has("task") && !row.path("task").isNull())
                .singleElement()
                .satisfies(row -> assertThat(row.at("/task/id").asText()).isEqualTo(id));
        assertThat(answer("reader", build, "?container=db").path("rows")).isEmpty();
    }

    @Test
    void valueThatIsNotValidIsAnsweredWithASentence() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");

        try (JenkinsRule.WebClient client = as("reader")) {
            WebResponse response =
                    client.goTo(build.getUrl() + "pods/tasks?state=bad", null).getWebResponse();

            assertThat(response.getStatusCode()).isEqualTo(400);
            assertThat(response.getContentAsString()).contains("state must be one of failed, ");
        }
    }

    @Test
    void buildWithoutPodsHasNoPage() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "echo 'nothing'");

        assertThat(build.getAction(PodsAction.class)).isNull();
    }

    @Test
    void pageIsNotThereForThoseWhoMayNotSeeTheJob() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");

        try (JenkinsRule.WebClient client = as("stranger")) {
            assertThat(client.goTo(build.getUrl() + "pods/tasks", null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void podIsCancelledByAPostOfOneWhoMayCancelTheBuildOnly() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(build, 1);
        String task = answer("reader", build).at("/rows/0/task/id").asText();

        assertThat(cancel("operator", build, task, HttpMethod.GET)).isEqualTo(405);
        assertThat(cancel("reader", build, task, HttpMethod.POST)).isEqualTo(403);
        assertThat(build.isBuilding()).isTrue();
        assertThat(cancel("operator", build, task, HttpMethod.POST)).isEqualTo(200);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        pods.awaitGone(build);
    }

    @Test
    void podOfAnotherBuildCannotBeCancelled() throws Exception {
        WorkflowRun own = PipelinePods.run(jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true'");
        WorkflowRun other = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(other, 1);

        assertThat(cancel(
                        "operator",
                        own,
                        answer("reader", other).at("/rows/0/task/id").asText(),
                        HttpMethod.POST))
                .isEqualTo(404);
        other.doStop();
        jenkins.waitForCompletion(other);
    }

    private static int cancel(String user, Run<?, ?> build, String task, HttpMethod method) throws Exception {
        return post(user, build, "cancel", task, method).getStatusCode();
    }

    private static WebResponse post(String user, Run<?, ?> build, String what, String task, HttpMethod method)
            throws Exception {
        try (JenkinsRule.WebClient client = as(user)) {
            WebRequest request = new WebRequest(
                    new URL(jenkins.getURL(), build.getUrl() + "pods/" + what + "?task=" + task), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            return client.getPage(request).getWebResponse();
        }
    }

    private static JenkinsRule.WebClient as(String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
    }

    private static JsonNode answer(String user, Run<?, ?> build) throws Exception {
        return answer(user, build, "");
    }

    private static JsonNode answer(String user, Run<?, ?> build, String query) throws Exception {
        try (JenkinsRule.WebClient client = as(user)) {
            return new ObjectMapper()
                    .readTree(client.goTo(build.getUrl() + "pods/tasks" + query, "application/json")
                            .getWebResponse()
                            .getContentAsString());
        }
    }

    private static JsonNode awaitState(Run<?, ?> build, String state) {
        return await().ignoreExceptions()
                .until(
                        () -> answer("reader", build).at("/rows/0"),
                        row -> row.at("/task/state").asText().equals(state));
    }

    private static String shown(Run<?, ?> build, String expected) throws Exception {
        try (JenkinsRule.WebClient client = as("reader")) {
            HtmlPage page = client.getPage(build, "pods");
            return await().until(page::asNormalizedText, text -> text.contains(expected));
        }
    }
}
