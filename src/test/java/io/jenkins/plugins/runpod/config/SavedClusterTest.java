package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which cluster a task goes on in, after administrators have changed the configuration. */
@WithJenkins
class SavedClusterTest {
    private static final String PROD = "https://prod.example:6443";

    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static ClusterConfiguration cluster(String name, String url, String credentialsId) {
        ClusterConfiguration cluster = new ClusterConfiguration(name);
        cluster.setServerUrl(url);
        cluster.setCredentialsId(credentialsId);
        return cluster;
    }

    private static SavedCluster saved(String name, String url, String credentialsId) {
        return SavedCluster.from(
                SavedCluster.of(cluster(name, url, credentialsId)).toMap());
    }

    private static void configure(ClusterConfiguration... clusters) {
        RunPodGlobalConfiguration.get().setClusters(List.of(clusters));
    }

    private static void credentials(String... ids) throws Exception {
        SystemCredentialsProvider store = SystemCredentialsProvider.getInstance();
        store.getCredentials().clear();
        for (String id : ids) {
            store.getCredentials()
                    .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, id, "", Secret.fromString("token")));
        }
        store.save();
    }

    /** The names are in the files of tasks. A missing one would be taken for a default. */
    @Test
    void connectionIsSavedUnderNamesThatStay() {
        ClusterConfiguration cluster = cluster("prod", PROD, "token");
        cluster.setCertificateAuthority("PEM");
        cluster.setSkipTlsVerification(true);
        cluster.setContext("admin");
        cluster.setUseJenkinsProxy(true);
        cluster.setAllowKubeconfigCommands(true);

        assertThat(SavedCluster.of(cluster).toMap())
                .isEqualTo(Map.of(
                        "cluster", "prod",
                        "serverUrl", PROD,
                        "certificateAuthority", "PEM",
                        "skipTlsVerification", "true",
                        "credentialsId", "token",
                        "context", "admin",
                        "useJenkinsProxy", "true",
                        "allowKubeconfigCommands", "true"));
        assertThat(SavedCluster.from(SavedCluster.of(cluster).toMap())).isEqualTo(SavedCluster.of(cluster));
    }

    @Test
    void newCredentialsOfTheClusterCountAtOnce() throws Exception {
        credentials("old", "new");
        configure(cluster("prod", PROD, "new"));

        assertThat(saved("prod", PROD, "old").find().getCredentialsId()).isEqualTo("new");
    }

    @Test
    void renamedClusterIsNotTakenForAnotherAccountOfTheSameServer() throws Exception {
        credentials("a", "b");
        configure(cluster("team-a", PROD, "a"), cluster("renamed", PROD, "b"));

        assertThat(saved("team-b", PROD, "b").find().getName()).isEqualTo("renamed");
    }

    @Test
    void removedClusterGoesOnWithItsOwnAccountAsLongAsThatExists() throws Exception {
        credentials("a", "b");
        configure(cluster("team-a", PROD, "a"));

        assertThat(saved("team-b", PROD, "b").find().getCredentialsId()).isEqualTo("b");
        credentials("a");
        assertThat(saved("team-b", PROD, "b").find().getCredentialsId()).isEqualTo("a");
    }

    @Test
    void nameThatWasGivenToAnotherServerIsNotFollowed() throws Exception {
        credentials("b");
        configure(cluster("prod", "https://other.example:6443", "b"));

        assertThat(saved("prod", PROD, "b").find().getServerUrl()).isEqualTo(PROD);
        credentials();
        assertThat(saved("prod", PROD, "b").find().getServerUrl()).isEqualTo(PROD);
    }

    /** A kubeconfig tells the server, so its id is all that is known of that. */
    @Test
    void clusterWithANewKubeconfigIsFoundByItsNameOnceTheOldOneIsGone() throws Exception {
        credentials("kubeconfig-2025", "kubeconfig-2026");
        configure(cluster("prod", null, "kubeconfig-2026"));

        assertThat(saved("prod", null, "kubeconfig-2025").find().getCredentialsId())
                .isEqualTo("kubeconfig-2025");
        credentials("kubeconfig-2026");
        assertThat(saved("prod", null, "kubeconfig-2025").find().getCredentialsId())
                .isEqualTo("kubeconfig-2026");
    }
}
