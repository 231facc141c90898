package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.net.URL;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunningTasksPageTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;
    private WorkflowRun build;

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
                .grant(Jenkins.READ, Item.READ, Item.CANCEL)
                .everywhere()
                .to("operator"));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void run() throws Exception {
        build = PipelinePods.start(jenkins, "runPod name: 'long', image: 'busybox', command: 'sleep 600'");
        pods.awaitRunning(build, 1);
    }

    @AfterEach
    void end() throws Exception {
        build.doStop();
        jenkins.waitForCompletion(build);
        pods.awaitGone(build);
    }

    @Test
    void administratorsSeeEveryRunningTaskWithItsBuildAndCluster() throws Exception {
        try (JenkinsRule.WebClient client = as("admin")) {
            HtmlPage page = client.goTo("manage/run-pod/");

            String shown =
                    await().until(page::asNormalizedText, text -> text.contains("Running") && text.contains("long-"));

            assertThat(shown).contains(build.getFullDisplayName(), "embedded/default");
        }
    }

    @Test
    void requestsToAClusterAreCounted() throws Exception {
        assertThat(answer().at("/clusters/0/name").asText()).isEqualTo("embedded");
        assertThat(answer().at("/clusters/0/requests").asLong()).isPositive();
    }

    @Test
    void clusterInUseAnswersAndItsNamespaceIsWatched() throws Exception {
        assertThat(answer().at("/clusters/0/title").asText()).isEqualTo("Answers");
        assertThat(answer().at("/clusters/0/informers").asText()).isEqualTo("1");
        assertThat(answer().at("/clusters/0/answered").asText()).isNotEmpty();
    }

    @Test
    void clusterWhoseServerIsDownIsFailingAndThePageSaysWhy() throws Exception {
        cluster.server().stop();
        try {
            JsonNode down = await().until(
                            () -> answer().at("/clusters/0"),
                            report -> report.path("state").asText().equals("failed"));

            assertThat(down.path("failure").asText()).startsWith("No answer to ");
        } finally {
            cluster.server().start();
        }
        await().until(() -> answer().at("/clusters/0/state").asText().equals("succeeded"));
    }

    @Test
    void taskIsInAGroupAndAPartBehindTheLastIsEmpty() throws Exception {
        JsonNode answer = await().until(
                        () -> answer("tasks?q=long&by=namespace&state=running"),
                        found -> found.path("matching").asInt() == 1);

        assertThat(answer.at("/groups/0/key").asText()).isEqualTo("embedded/default");
        assertThat(answer.at("/groups/0/states/0/state").asText()).isEqualTo("running");
        assertThat(answer.at("/rows/0/build").asText()).isEqualTo(build.getFullDisplayName());
        JsonNode behind = answer("tasks?offset=1");
        assertThat(behind.path("selected").asInt()).isEqualTo(1);
        assertThat(behind.path("rows")).isEmpty();
        assertThat(answer("tasks?q=nosuch").path("matching").asInt()).isZero();
    }

    @Test
    void valueThatIsNotValidIsAnsweredWithASentence() throws Exception {
        try (JenkinsRule.WebClient client = as("admin")) {
            WebResponse response =
                    client.goTo("manage/run-pod/tasks?limit=10000", null).getWebResponse();

            assertThat(response.getStatusCode()).isEqualTo(400);
            assertThat(response.getContentAsString()).contains("limit must be a whole number from 1 to 500, not ");
        }
    }

    @Test
    void pageIsRefusedToEverybodyElse() throws Exception {
        try (JenkinsRule.WebClient client = as("operator")) {
            assertThat(client.goTo("manage/run-pod/tasks", null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void taskIsCancelledByAPostOfAnAdministratorOnly() throws Exception {
        // One answer serves all viewers for a second, so the first one may be of the test before.
        String task = await().until(
                        () -> answer().at("/rows/0/task/id").asText(),
                        id -> RunPodEngine.get().find(id).isPresent());

        assertThat(cancel("admin", task, HttpMethod.GET)).isEqualTo(405);
        assertThat(cancel("operator", task, HttpMethod.POST)).isEqualTo(403);
        assertThat(build.isBuilding()).isTrue();
        assertThat(cancel("admin", task, HttpMethod.POST)).isEqualTo(200);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    }

    private static int cancel(String user, String task, HttpMethod method) throws Exception {
        try (JenkinsRule.WebClient client = as(user)) {
            WebRequest request =
                    new WebRequest(new URL(jenkins.getURL(), "manage/run-pod/cancel?task=" + task), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            return client.getPage(request).getWebResponse().getStatusCode();
        }
    }

    private static JenkinsRule.WebClient as(String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
    }

    private static JsonNode answer() throws Exception {
        return answer("tasks");
    }

    private static JsonNode answer(String query) throws Exception {
        try (JenkinsRule.WebClient client = as("admin")) {
            return new ObjectMapper()
                    .readTree(client.goTo("manage/run-pod/" + query, "application/json")
                            .getWebResponse()
                            .getContentAsString());
        }
    }
}
