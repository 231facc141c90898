package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.FolderRule;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RestrictionsTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static Folder teamA;
    private static Folder teamB;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        FolderRule rules = new FolderRule("team-a");
        rules.setNamespaces("a, shared");
        rules.setServiceAccounts("builder");
        RunPodGlobalConfiguration.get()
                .setClusters(List.of(cluster("for-a", rules), cluster("for-b", new FolderRule("team-b"))));
        teamA = jenkins.createProject(Folder.class, "team-a");
        teamB = jenkins.createProject(Folder.class, "team-b");
        create(Resource.NAMESPACES, "", "a");
        create(Resource.SERVICEACCOUNTS, "a", "builder");
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static void create(Resource resource, String namespace, String name) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.putObject("metadata").put("name", name);
        cluster.store().create(resource, namespace, object);
    }

    private static ClusterConfiguration cluster(String name, FolderRule rule) {
        ClusterConfiguration configured = new ClusterConfiguration(name);
        configured.setServerUrl(cluster.url());
        configured.setFolders(List.of(rule));
        return configured;
    }

    private static WorkflowRun run(Folder folder, Result expected, String script) throws Exception {
        WorkflowJob job = folder.createProject(
                WorkflowJob.class, "job-" + folder.getItems().size());
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    @Test
    void jobUsesTheOneClusterAndTheFirstNamespaceThatItMay() throws Exception {
        WorkflowRun build = run(
                teamA,
                Result.SUCCESS,
                "echo runPod(image: 'busybox', command: 'true', serviceAccount: 'builder').namespace");
        jenkins.assertLogContains("\na\n", build);
    }

    @Test
    void clusterOfAnotherFolderDoesNotExistForAJob() throws Exception {
        WorkflowRun build = run(teamA, Result.FAILURE, "runPod cluster: 'for-b', image: 'busybox'");
        jenkins.assertLogContains("this job may not use a cluster named for-b, only for-a", build);
    }

    @Test
    void allThatAYamlMayNotAskForIsNamedAtOnceAndNoPodIsMade() throws Exception {
        int before = pods();
        WorkflowRun build = run(teamA, Result.FAILURE, """
                runPod namespace: 'kube-system', yaml: '''
                spec:
                  hostNetwork: true
                  serviceAccountName: admin
                  containers: [{name: main, image: busybox}]
                  initContainers: [{name: i, image: busybox, securityContext: {privileged: true}}]
                  volumes: [{name: v, secret: {secretName: app-0123456789ab}}]
                '''
                """);
        jenkins.assertLogContains("namespace: this job may not use kube-system", build);
        jenkins.assertLogContains("serviceAccount: this job may not use admin", build);
        jenkins.assertLogContains("pod: hostNetwork is not allowed", build);
        jenkins.assertLogContains("container i: privileged is not allowed", build);
        jenkins.assertLogContains("the Secret app-0123456789ab may belong to another task", build);
        assertThat(pods()).isEqualTo(before);
    }

    @Test
    void levelOfTheClusterCountsForEachOfItsJobs() throws Exception {
        ClusterConfiguration hard = cluster("for-c", new FolderRule("team-c"));
        hard.setPodSecurity("restricted");
        List<ClusterConfiguration> before = RunPodGlobalConfiguration.get().getClusters();
        RunPodGlobalConfiguration.get()
                .setClusters(Stream.concat(before.stream(), Stream.of(hard)).toList());
        Folder teamC = jenkins.createProject(Folder.class, "team-c");
        try {
            WorkflowRun refused = run(teamC, Result.FAILURE, "runPod image: 'busybox', retention: 'never'");
            jenkins.assertLogContains("container main: capabilities must drop ALL on this cluster", refused);
            jenkins.assertLogContains("retention: ", refused);
            run(teamC, Result.SUCCESS, """
                    runPod image: 'busybox', command: 'true', yaml: '''
                    spec:
                      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: main
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                    '''
                    """);
        } finally {
            RunPodGlobalConfiguration.get().setClusters(before);
        }
    }

    @Test
    void freestyleJobsAreRestrictedToo() throws Exception {
        FreeStyleProject job = teamB.createProject(FreeStyleProject.class, "free");
        RunPodStep task = new RunPodStep();
        task.setYaml("spec: {hostPID: true, containers: [{name: main, image: busybox}]}");
        task.setCluster("for-b");
        job.getBuildersList().add(new RunPodBuilder(task));

        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.assertLogContains("hostPID is not allowed", build);
    }

    @Test
    void dropDownOffersOnlyWhatTheJobMayUse() throws Exception {
        RunPodStep.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(RunPodStep.DescriptorImpl.class);
        assertThat(form.doFillClusterItems(teamA, ""))
                .extracting(option -> option.value)
                .containsExactly("", "for-a");
        assertThat(form.doFillClusterItems(null, ""))
                .extracting(option -> option.value)
                .containsExactly("", "for-a", "for-b");
    }

    private static int pods() {
        return cluster.store().list(Resource.PODS, "", pod -> true).items().size();
    }
}
