package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.Wait;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class HistoryPageTest {
    private static final String ADMIN = "manage/run-pod/history/";
    private static final String FOLDER = "job/team/pod-history/";

    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        RunPodGlobalConfiguration.get().setClusters(List.of(new ClusterConfiguration("prod")));
        Folder team = jenkins.createProject(Folder.class, "team");
        FreeStyleProject seen = team.createProject(FreeStyleProject.class, "seen");
        team.createProject(FreeStyleProject.class, "hidden");
        jenkins.buildAndAssertSuccess(seen);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("member")
                .grant(Item.READ)
                .onItems(team, seen)
                .to("member"));
        for (String build : List.of("team/seen#1", "team/seen#77", "team/hidden#1", "team/gone#1", "other#1")) {
            RunPodEngine.get().history().ended(task(build));
        }
        await().until(
                        () -> answer("admin", ADMIN + "sums"),
                        sums -> sums.at("/tasks").asInt() == 5);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static EndedTask task(String build) {
        return new EndedTask(
                Instant.now().minusSeconds(5),
                "task of " + build,
                build,
                "prod",
                "ci",
                "=maven",
                Verdict.SUCCEEDED,
                "Completed",
                1,
                1000L,
                2000,
                0,
                List.of(new Wait(WaitKind.LIMITED, "RegistryRateLimit", "", 3, 500)));
    }

    @Test
    void administratorsSeeTheSumsOfAllTasks() throws Exception {
        JsonNode sums = answer("admin", ADMIN + "sums?period=day&by=folder&cause=RegistryRateLimit");

        assertThat(sums.at("/sum/limitedPulls").asInt()).isEqualTo(15);
        assertThat(sums.at("/sum/waits/limited").asInt()).isEqualTo(2500);
        assertThat(sums.at("/groups").findValuesAsText("key")).containsExactly("team", "other");
        assertThat(sums.at("/buckets")).hasSize(24);
        assertThat(sums.has("reading")).isFalse();
    }

    @Test
    void aMemberOfAFolderSeesTheTasksOfItsJobsThatHeMaySee() throws Exception {
        JsonNode sums = answer("member", FOLDER + "sums?by=folder");

        assertThat(sums.at("/tasks").asInt()).isEqualTo(2);
        assertThat(sums.at("/groups").findValuesAsText("key")).containsExactly("team/seen");
        assertThat(answer("member", FOLDER + "builds?folder=other")
                        .at("/matching")
                        .asInt())
                .isZero();
        assertThat(answer("member", FOLDER + "api/json").at("/rows").findValuesAsText("build"))
                .containsExactly("team/seen#1", "team/seen#77");
        assertThat(text("member", FOLDER + "csv").lines()).hasSize(3);
        assertThat(answer("admin", FOLDER + "sums").at("/tasks").asInt())
                .as("a job that is gone is nobody's")
                .isEqualTo(3);
    }

    @Test
    void aBuildThatIsThereHasALinkToItsPods() throws Exception {
        JsonNode rows = answer("admin", ADMIN + "builds?folder=team/seen").at("/rows");

        assertThat(rows.findValuesAsText("build")).containsExactlyInAnyOrder("team/seen#1", "team/seen#77");
        assertThat(rows.findValuesAsText("page")).containsExactly(jenkins.getURL() + "job/team/job/seen/1/pods/");
        assertThat(Instant.parse(rows.at("/0/ended").asText())).isBefore(Instant.now());
        assertThat(rows.at("/0/waits/0/kind").asText()).isEqualTo("limited");
    }

    @Test
    void csvIsADownloadWithoutFormulas() throws Exception {
        WebResponse response = response("admin", ADMIN + "csv?image=%3Dmaven&folder=other");

        assertThat(response.getContentType()).isEqualTo("text/csv");
        assertThat(response.getResponseHeaderValue("Content-Disposition"))
                .matches("attachment; filename=\"pod-tasks-.*\\.csv\"");
        assertThat(response.getContentAsString().lines().toList().get(1))
                .contains(",other#1,prod,ci,'=maven,SUCCEEDED,");
    }

    @Test
    void partsOfTheLinesFollowEachOther() throws Exception {
        JsonNode first = answer("admin", ADMIN + "api/json?limit=3");
        JsonNode second = answer(
                "admin",
                ADMIN + "api/json?from=" + first.at("/next/from").asText() + "&offset="
                        + first.at("/next/offset").asInt());

        assertThat(first.at("/more").asBoolean()).isTrue();
        assertThat(second.at("/more").asBoolean()).isFalse();
        assertThat(first.at("/rows").findValuesAsText("build")).hasSize(3);
        assertThat(second.at("/rows").findValuesAsText("build")).containsExactly("team/gone#1", "other#1");
    }

    @Test
    void valuesThatAreNotValidAreNamed() throws Exception {
        WebResponse sums = response("admin", ADMIN + "sums?period=year&limit=0");
        WebResponse lines = response("admin", ADMIN + "csv?from=yesterday");

        assertThat(sums.getStatusCode()).isEqualTo(400);
        assertThat(sums.getContentAsString())
                .contains("period must be one of day, week, month")
                .contains("limit must be a whole number from 1 to 500");
        assertThat(lines.getStatusCode()).isEqualTo(400);
        assertThat(lines.getContentAsString()).contains("from must be a day such as");
    }

    private static JsonNode answer(String user, String path) throws Exception {
        return new ObjectMapper().readTree(text(user, path));
    }

    private static String text(String user, String path) throws Exception {
        return response(user, path).getContentAsString();
    }

    private static WebResponse response(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withBasicApiToken(user)) {
            return client.getPage(new WebRequest(new URL(jenkins.getURL(), path)))
                    .getWebResponse();
        }
    }
}
