package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider.FolderCredentialsProperty;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.DomainCredentials;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** No job gets the credentials of a cluster by {@code secretEnv}. */
@WithJenkins
@WithCluster
class ClusterCredentialsOfJobsTest {
    private static final String TOKEN = "turnstile-4417-north-gate";
    private static final String REFUSED =
            "T: a cluster is reached with the credentials prod, so no container can get them";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void configure() {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl(cluster.url());
        prod.setCredentialsId("prod");
        RunPodGlobalConfiguration.get().setClusters(List.of(prod));
    }

    private static void add(Credentials some) {
        SystemCredentialsProvider.getInstance().getCredentials().add(some);
    }

    private static StringCredentialsImpl token(CredentialsScope scope, String value) {
        return new StringCredentialsImpl(scope, "prod", "", Secret.fromString(value));
    }

    private static void assertRefused(Run<?, ?> build, String why) throws Exception {
        jenkins.assertLogContains("Cannot read the secrets of the task: ", build);
        jenkins.assertLogContains(why, build);
        assertThat(cluster.store().list(Resource.SECRETS, "", secret -> true).items())
                .isEmpty();
    }

    private static final String SCRIPT = "runPod image: 'busybox', command: 'echo got ${#T}', secretEnv: [T: 'prod']";

    @Test
    void systemScopeIsOutOfReachOfAJob() throws Exception {
        add(token(CredentialsScope.SYSTEM, TOKEN));

        assertRefused(
                PipelinePods.run(jenkins, Result.FAILURE, SCRIPT),
                "T: this build has no access to credentials with the id prod");
    }

    @Test
    void globalScopeOfAClustersCredentialsIsRefused() throws Exception {
        add(token(CredentialsScope.GLOBAL, TOKEN));

        assertRefused(PipelinePods.run(jenkins, Result.FAILURE, SCRIPT), REFUSED);
    }

    @Test
    void passwordOfAClusterIsRefused() throws Exception {
        add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "prod", "", "ali", TOKEN));

        assertRefused(PipelinePods.run(jenkins, Result.FAILURE, SCRIPT), REFUSED);
    }

    @Test
    void freestyleJobIsRefusedToo() throws Exception {
        add(token(CredentialsScope.GLOBAL, TOKEN));
        RunPodStep task = new RunPodStep();
        task.setImage("busybox");
        task.setSecretEnv(Map.of("T", "prod"));
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildersList().add(new RunPodBuilder(task));

        assertRefused(jenkins.buildAndAssertStatus(Result.FAILURE, job), REFUSED);
    }

    @Test
    void otherCredentialsOfAFolderWithTheSameIdAreItsOwn() throws Exception {
        add(token(CredentialsScope.SYSTEM, TOKEN));
        Folder folder = jenkins.createProject(Folder.class);
        folder.addProperty(new FolderCredentialsProperty(new DomainCredentials[] {
            new DomainCredentials(Domain.global(), List.of(token(CredentialsScope.GLOBAL, "of the folder")))
        }));
        WorkflowJob job = folder.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(SCRIPT, true));

        jenkins.assertLogContains("got 13", jenkins.buildAndAssertStatus(Result.SUCCESS, job));
    }

    /** As withCredentials does: nobody knows which server the value is for. */
    @Test
    void credentialsOfEachDomainAreFound() throws Exception {
        add(token(CredentialsScope.SYSTEM, TOKEN));
        SystemCredentialsProvider.getInstance()
                .getDomainCredentialsMap()
                .put(
                        new Domain("d", "", List.of(new HostnameSpecification("git.example", ""))),
                        List.of(new StringCredentialsImpl(
                                CredentialsScope.GLOBAL, "git", "", Secret.fromString("some value"))));

        jenkins.assertLogContains(
                "got 10", PipelinePods.run(jenkins, Result.SUCCESS, SCRIPT.replace("'prod'", "'git'")));
    }
}
