package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.FolderRule;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A pod that asks for the service account with which Jenkins reaches the cluster. */
@WithJenkins
@WithCluster
class OwnAccountTest {
    private static JenkinsRule jenkins;

    private EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private WorkflowRun run(String serviceAccounts, Result expected, String script) throws Exception {
        ObjectNode account = new ObjectMapper().createObjectNode();
        account.putObject("metadata").put("name", "jenkins");
        cluster.store().create(Resource.SERVICEACCOUNTS, "default", account);
        FolderRule rule = new FolderRule("");
        rule.setServiceAccounts(serviceAccounts);
        ClusterConfiguration configured = new ClusterConfiguration("prod");
        configured.setServerUrl(cluster.url());
        configured.setFolders(List.of(rule));
        RunPodGlobalConfiguration.get().setClusters(List.of(configured));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    @Test
    void podThatAsksForTheAccountOfJenkinsIsRefused() throws Exception {
        cluster.server().user("system:serviceaccount:default:jenkins");

        WorkflowRun build =
                run("", Result.FAILURE, "runPod image: 'busybox', command: 'true', serviceAccount: 'jenkins'");

        jenkins.assertLogContains("run as the service account default/jenkins, which run-pod itself uses", build);
        jenkins.assertLogContains("run-pod refuses the pod (OwnServiceAccount): ", build);
        jenkins.assertLogContains("name this one in serviceAccounts of a folder rule", build);
        assertThat(pods()).isZero();
    }

    @Test
    void podThatNamesNoAccountRunsAsTheDefaultOneWhichCanBeThatOfJenkins() throws Exception {
        cluster.server().user("system:serviceaccount:default:default");

        WorkflowRun build = run("", Result.FAILURE, "runPod image: 'busybox', command: 'true'");

        jenkins.assertLogContains("run as the service account default/default", build);
    }

    @Test
    void ruleThatNamesTheAccountAllowsIt() throws Exception {
        cluster.server().user("system:serviceaccount:default:jenkins");

        run(
                "builder, jenkins",
                Result.SUCCESS,
                "runPod image: 'busybox', command: 'true', serviceAccount: 'jenkins', retention: 'keep'");

        assertThat(cluster.server().requests().count("create selfsubjectreviews"))
                .isZero();
    }

    @Test
    void otherAccountsAreNotRefused() throws Exception {
        cluster.server().user("system:serviceaccount:jenkins:jenkins");

        run("", Result.SUCCESS, "runPod image: 'busybox', command: 'true', serviceAccount: 'jenkins'");
    }

    private int pods() {
        return cluster.store().list(Resource.PODS, "", pod -> true).items().size();
    }
}
