package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.FolderRule;
import io.jenkins.plugins.runpod.config.JobPresets;
import io.jenkins.plugins.runpod.config.PodPreset;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.folder.FolderPresets;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class PresetsTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static Folder team;
    private static Folder inner;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl(cluster.url());
        FolderRule teams = new FolderRule("");
        teams.setServiceAccounts("default");
        prod.setFolders(List.of(teams));
        prod.setYaml("{metadata: {labels: {by: cluster, cost: ci}}, spec: {containers: [{image: busybox}]}}");
        prod.setPresets(List.of(
                preset("maven", "metadata: {labels: {preset: of-the-cluster}}"),
                preset("go", "metadata: {labels: {preset: go}}")));
        prod.setEnforced("metadata: {labels: {bill: shared}}");
        RunPodGlobalConfiguration.get().setClusters(List.of(prod));
        team = jenkins.createProject(Folder.class, "team");
        inner = team.createProject(Folder.class, "inner");
        PodPreset elsewhere = preset("other", "{}");
        elsewhere.setCluster("staging");
        say(
                team,
                "metadata: {labels: {by: team, team: a}}",
                preset("maven", "metadata: {labels: {preset: of-the-team, team: b}}"),
                elsewhere);
        say(inner, "metadata: {labels: {by: inner}}");
        Folder stranger = jenkins.createProject(Folder.class, "stranger");
        say(stranger, "", preset("secret", "{}"));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static PodPreset preset(String name, String yaml) {
        PodPreset preset = new PodPreset(name);
        preset.setYaml(yaml);
        return preset;
    }

    private static void say(Folder folder, String yaml, PodPreset... presets) throws Exception {
        FolderPresets property = new FolderPresets();
        property.setYaml(yaml);
        property.setPresets(List.of(presets));
        folder.getProperties().replace(property);
    }

    private static WorkflowRun run(Folder folder, Result expected, String script) throws Exception {
        WorkflowJob job = folder.createProject(
                WorkflowJob.class, "job-" + folder.getItems().size());
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static JsonNode kept(String label) {
        return cluster.store().list(Resource.PODS, "", pod -> true).items().stream()
                .filter(pod -> pod.at("/metadata/labels").has(label))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void presetOfTheNearestFolderIsMergedAndTheEnforcedPartWins() throws Exception {
        WorkflowRun build = run(inner, Result.SUCCESS, """
                runPod preset: 'maven', command: 'true', retention: 'keep', labels: [bill: 'mine', found: 'one'],
                    yaml: 'metadata: {labels: {team: null, bill: other}}'
                """);

        JsonNode labels = kept("found").at("/metadata/labels");
        assertThat(labels.path("by").asText()).isEqualTo("inner");
        assertThat(labels.path("cost").asText()).isEqualTo("ci");
        assertThat(labels.path("preset").asText()).isEqualTo("of-the-team");
        assertThat(labels.has("team")).isFalse();
        assertThat(labels.path("bill").asText()).isEqualTo("shared");
        jenkins.assertLogContains("Warning: enforced by cluster prod: replaces metadata.labels.bill of step.", build);
    }

    @Test
    void presetForTheClusterHidesOneForAllClusters() throws Exception {
        Folder both = jenkins.createProject(Folder.class, "both");
        PodPreset forProd = preset("java", "metadata: {labels: {of: prod}}");
        forProd.setCluster("prod");
        say(both, "", preset("java", "{}"), forProd);

        assertThat(new JobPresets(RunPodGlobalConfiguration.get().getClusters().get(0), "both/job").presets())
                .filteredOn(each -> each.preset().getName().equals("java"))
                .extracting(each -> each.preset().getCluster())
                .containsExactly("prod");
    }

    @Test
    void presetsOfOtherFoldersAndClustersAreNotNamed() throws Exception {
        WorkflowRun build = run(inner, Result.FAILURE, "runPod preset: 'secret', command: 'true'");

        jenkins.assertLogContains(
                "- preset: this job may use no preset named secret on cluster prod, only maven, go\n", build);
        run(team, Result.SUCCESS, "runPod preset: 'go', command: 'true'");
    }

    @Test
    void folderMayNotMoreThanTheCluster() throws Exception {
        Folder greedy = jenkins.createProject(Folder.class, "greedy");
        say(greedy, "spec: {hostNetwork: true, serviceAccountName: admin}", preset("host", "spec: {hostPID: true}"));

        WorkflowRun build = run(greedy, Result.FAILURE, "runPod preset: 'host', command: 'true'");

        jenkins.assertLogContains("pod: hostNetwork is not allowed", build);
        jenkins.assertLogContains("pod: hostPID is not allowed", build);
        jenkins.assertLogContains("serviceAccount: this job may not use admin", build);
    }

    @Test
    void problemOfAFolderNamesTheFolder() throws Exception {
        Folder wrong = jenkins.createProject(Folder.class, "wrong");
        say(wrong, "spec: {nodeSelectr: {a: b}}");

        jenkins.assertLogContains(
                "- folder wrong: line 1: spec.nodeSelectr is not a field of Kubernetes.",
                run(wrong, Result.FAILURE, "runPod command: 'true'"));
    }

    @Test
    void propertyGoesThroughTheFormOfTheFolder() throws Exception {
        Folder folder = jenkins.createProject(Folder.class, "form");
        PodPreset preset = preset("maven", "spec:\n  nodeSelector: {a: b}\n");
        preset.setDescription("Builds");
        preset.setCluster("prod");
        say(folder, "metadata:\n  labels: {a: b}\n", preset);

        jenkins.configRoundtrip(folder);

        FolderPresets property = folder.getProperties().get(FolderPresets.class);
        assertThat(property.getYaml().strip()).isEqualTo("metadata:\n  labels: {a: b}");

        assertThat(property.getPresets()).singleElement().satisfies(read -> {
            assertThat(read.getDescription()).isEqualTo("Builds");
            assertThat(read.getCluster()).isEqualTo("prod");
            assertThat(read.getYaml().strip()).isEqualTo("spec:\n  nodeSelector: {a: b}");
        });
    }

    @Test
    void jobDslMakesTheProperty() throws Exception {
        ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText("""
                folder('made') {
                    properties {
                        runPodPresets {
                            yaml('spec: {nodeSelector: {a: b}}')
                            presets {
                                runPodPreset {
                                    name('maven')
                                    description('Builds')
                                    yaml('spec: {containers: [{image: maven}]}')
                                }
                            }
                        }
                    }
                }
                """);
        FreeStyleProject seed = jenkins.createFreeStyleProject("seed");
        seed.getBuildersList().add(scripts);

        jenkins.buildAndAssertSuccess(seed);

        FolderPresets property = jenkins.jenkins
                .getItemByFullName("made", Folder.class)
                .getProperties()
                .get(FolderPresets.class);
        assertThat(property.getYaml()).isEqualTo("spec: {nodeSelector: {a: b}}");
        assertThat(property.getPresets())
                .singleElement()
                .extracting(PodPreset::getName, PodPreset::getYaml)
                .containsExactly("maven", "spec: {containers: [{image: maven}]}");
    }

    @Test
    void previewShowsWhereEachPartComesFrom() throws Exception {
        WorkflowJob job = inner.createProject(WorkflowJob.class, "preview");
        RunPodStep step = new RunPodStep();
        step.setPreset("maven");
        step.setCommand("make\nmake install");

        FormValidation preview = PodPreview.of(job, () -> step);

        assertThat(preview.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(preview.getMessage().replace("&nbsp;", " ").replace("<br>", "\n"))
                .containsPattern("by: inner +# folder team/inner")
                .containsPattern("cost: ci +# cluster prod")
                .containsPattern("preset: of-the-team +# preset maven of folder team")
                .containsPattern("bill: shared +# enforced by cluster prod")
                .containsPattern("image: busybox +# cluster prod")
                .containsPattern("command: +# step\n")
                .containsPattern("restartPolicy: Never +# run-pod");
    }

    @Test
    void pageListsWhatAJobMayUseForThoseWhoMayBuildIt() throws Exception {
        WorkflowJob job = inner.createProject(WorkflowJob.class, "page");
        var open = jenkins.jenkins.getAuthorizationStrategy();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "builder", "configurer")
                .grant(Item.BUILD)
                .everywhere()
                .to("builder")
                .grant(Item.CONFIGURE)
                .everywhere()
                .to("configurer"));
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.getOptions().setJavaScriptEnabled(false);
            for (String user : List.of("builder", "configurer")) {
                client.login(user);
                assertThat(client.getPage(job, "pod-presets/").getWebResponse().getContentAsString())
                        .contains("metadata: {labels: {by: inner}}", "of-the-team", "{bill: shared}", "folder team")
                        .doesNotContain("of-the-cluster", "secret");
                assertThat(client.getPage(job).asXml()).contains("pod-presets");
            }
            assertThat(client.getPage(team, "pod-presets/").getWebResponse().getContentAsString())
                    .contains("'maven'")
                    .doesNotContain("{by: inner}");
            client.login("reader");
            assertThat(client.goTo(job.getUrl() + "pod-presets/", null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(404);
            assertThat(client.getPage(job).asXml()).doesNotContain("pod-presets");
        } finally {
            jenkins.jenkins.setAuthorizationStrategy(open);
            jenkins.jenkins.disableSecurity(); // scripts need no approval then
        }
    }
}
