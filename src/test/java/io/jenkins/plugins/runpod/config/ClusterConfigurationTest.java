package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ProxyConfiguration;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.security.AuthorizationStrategy;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.engine.admission.PodCaps;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.spec.PodRules;
import io.jenkins.plugins.runpod.engine.spec.PodSecurity;
import io.jenkins.plugins.runpod.history.HistoryBounds;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class ClusterConfigurationTest {
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

    @Test
    void formGivesBackWhatWasConfigured() throws Exception {
        credentials(new StringCredentialsImpl(CredentialsScope.SYSTEM, "form-token", "", Secret.fromString("t")));
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl("https://10.0.0.1:6443");
        prod.setCredentialsId("form-token");
        prod.setCertificateAuthority("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----");
        prod.setSkipTlsVerification(true);
        prod.setNamespace("builds");
        prod.setContext("c");
        prod.setAllowKubeconfigCommands(true);
        prod.setQueueTimeout("9m");
        prod.setScheduleTimeout("1m");
        prod.setStartTimeout("2m");
        prod.setRateLimitTimeout("3m");
        prod.setGraceTimeout("4m");
        prod.setTransferTimeout("5m");
        prod.setRunTimeout("4m");
        prod.setRequestsPerSecond(7);
        prod.setMaxPods(20);
        prod.setImageMirrors("docker.io=mirror.example/hub\nquay.io=mirror.example/quay");
        prod.setAlwaysPullFromMirrors(true);
        prod.setFilesImage("busybox:1.37");
        prod.setMostFileBytes("500Mi");
        prod.setMostFiles(5000);
        prod.setTransfersAtOnce(3);
        prod.setUseJenkinsProxy(true);
        prod.setPodSecurity("restricted");
        prod.setAutomountServiceAccountToken(true);
        FolderRule team = new FolderRule("team-a");
        team.setNamespaces("a, b");
        team.setServiceAccounts("builder");
        team.setMaxPods(5);
        prod.setFolders(List.of(team, new FolderRule("team-b")));
        prod.setYaml("spec: {nodeSelector: {pool: ci}}");
        PodPreset maven = new PodPreset("maven");
        maven.setDescription("Builds with a cache");
        maven.setYaml("spec: {containers: [{image: maven}]}");
        prod.setPresets(List.of(maven));
        prod.setEnforced("metadata: {labels: {bill: ci}}");
        RunPodGlobalConfiguration.get().setClusters(List.of(prod, new ClusterConfiguration("here")));

        HtmlPage page = jenkins.createWebClient().goTo("configure");
        HtmlForm form = page.getFormByName("config");
        assertThat(form.getInputsByName("_.maxPods"))
                .extracting(input -> input.getValue())
                .as("a number that was not given is empty")
                .containsExactly("5", "", "20", "");
        assertThat(form.getInputsByName("_.requestsPerSecond"))
                .extracting(input -> input.getValue())
                .containsExactly("7", "");
        assertThat(form.getInputsByName("_.transfersAtOnce"))
                .extracting(input -> input.getValue())
                .containsExactly("3", "");
        jenkins.submit(form);

        assertThat(RunPodGlobalConfiguration.get().getClusters())
                .usingRecursiveComparison()
                .isEqualTo(List.of(prod, new ClusterConfiguration("here")));
    }

    @Test
    void twoClustersOfTheSameNameAreRefused() {
        assertThatThrownBy(() -> RunPodGlobalConfiguration.get()
                        .setClusters(List.of(new ClusterConfiguration("a"), new ClusterConfiguration("a"))))
                .hasMessageContaining("the name a");
    }

    @Test
    void allThatIsWrongWithPartsOfPodsIsToldAtOnce() {
        ClusterConfiguration cluster = new ClusterConfiguration("c");
        cluster.setYaml("kind: Job");
        PodPreset twice = new PodPreset("twice");
        twice.setYaml("spec: {hostname: 1}");
        cluster.setPresets(List.of(twice, twice, new PodPreset("")));
        cluster.setEnforced("metadata: {namespace: a}");

        assertThat(cluster.problems())
                .anyMatch(problem -> problem.startsWith("yaml: must be a Pod, not a Job"))
                .anyMatch(problem -> problem.startsWith("presets: twice: line 1: spec.hostname must be text"))
                .contains(
                        "presets: several have the name twice",
                        "presets: one has no name",
                        "enforced: metadata.namespace cannot be enforced. List the namespaces in the folders of the"
                                + " cluster");
    }

    @Test
    void limitsOfFilesAreThoseOfTheClusterOrTheDefault() {
        ClusterConfiguration cluster = new ClusterConfiguration("c");
        assertThat(cluster.fileLimits()).isEqualTo(ArchiveLimits.DEFAULT);
        assertThat(cluster.transferPlaces()).isEqualTo(TransferSlots.STANDARD);
        assertThat(cluster.policy().limit(Budget.TRANSFER)).contains(Duration.ofMinutes(5));

        cluster.setMostFileBytes("500Mi");
        cluster.setMostFiles(7);
        cluster.setTransfersAtOnce(2);
        cluster.setTransferTimeout("9m");

        assertThat(cluster.fileLimits()).isEqualTo(new ArchiveLimits(500L << 20, 7, ArchiveLimits.DEFAULT.depth()));
        assertThat(cluster.transferPlaces()).isEqualTo(2);
        assertThat(cluster.policy().limit(Budget.TRANSFER)).contains(Duration.ofMinutes(9));
        cluster.setMostFileBytes("0");
        assertThat(cluster.problems()).containsExactly("mostFileBytes: must be more than 0");
    }

    @Test
    void jobsShareAClusterByTheFolderOfTheirRuleOrTheirTopmostFolder() {
        ClusterConfiguration cluster = new ClusterConfiguration("c");
        cluster.setMaxPods(9);
        assertThat(cluster.folder("team-a/app/main")).isEqualTo("team-a");
        assertThat(cluster.folder("job")).isEqualTo("job");
        assertThat(cluster.podCaps().folders().applyAsInt("team-a")).isEqualTo(PodCaps.NONE);

        FolderRule everywhere = new FolderRule("");
        everywhere.setMaxPods(2);
        FolderRule app = new FolderRule("team-a/app");
        app.setMaxPods(5);
        cluster.setFolders(List.of(everywhere, app, new FolderRule("team-b")));

        assertThat(cluster.folder("team-a/app/main")).isEqualTo("team-a/app");
        assertThat(cluster.folder("team-a/other")).isEqualTo("team-a");
        assertThat(cluster.podCaps().cluster()).isEqualTo(9);
        assertThat(List.of("team-a/app", "team-a", "team-b"))
                .extracting(folder -> cluster.podCaps().folders().applyAsInt(folder))
                .containsExactly(5, 2, PodCaps.NONE);
    }

    private static ClusterConfiguration unusable() {
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setStartTimeout("soon");
        prod.setRunTimeout("-1h");
        prod.setMaxPods(-1);
        prod.setRequestsPerSecond(-2);
        prod.setMostFiles(-3);
        prod.setTransfersAtOnce(-4);
        prod.setMostFileBytes("much");
        FolderRule b = new FolderRule("b");
        b.setMaxPods(-5);
        prod.setFolders(List.of(new FolderRule("a"), b, new FolderRule("/a/")));
        return prod;
    }

    @Test
    void valuesThatCannotBeUsedAreRefusedTogether() {
        RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
        configuration.setClusters(List.of(new ClusterConfiguration("before")));

        assertThatThrownBy(() -> configuration.setClusters(List.of(unusable())))
                .hasMessage("The Kubernetes cluster prod for runPod has values that cannot be used:"
                        + " startTimeout: \"soon\" is not a duration such as 90s, 10m, 1h30m or 2d;"
                        + " runTimeout: \"-1h\" is not a duration such as 90s, 10m, 1h30m or 2d;"
                        + " maxPods: must not be negative; requestsPerSecond: must not be negative;"
                        + " mostFiles: must not be negative; transfersAtOnce: must not be negative;"
                        + " mostFileBytes: \"much\" is not a size such as 500Mi or 2Gi;"
                        + " folders: several entries for 'a'; folders: maxPods of 'b' must not be negative");
        assertThat(configuration.names()).containsExactly("before");
    }

    @Test
    void boundsOfTheHistoryAreKeptByTheFormAndUnusableOnesAreRefused() throws Exception {
        RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
        configuration.setHistoryDays(7);
        configuration.setHistoryMegabytes(5);

        jenkins.submit(jenkins.createWebClient().goTo("configure").getFormByName("config"));

        assertThat(configuration.historyBounds()).isEqualTo(HistoryBounds.of(7, 5));
        assertThatThrownBy(() -> configuration.setHistoryDays(-1))
                .hasMessage("historyDays: must be a whole number of at least 0");
        assertThatThrownBy(() -> configuration.setHistoryMegabytes(0))
                .hasMessage("historyMegabytes: must be a whole number of at least 1");
        assertThat(configuration.historyBounds()).isEqualTo(HistoryBounds.of(7, 5));
        configuration.setHistoryDays(HistoryBounds.STANDARD_DAYS);
        configuration.setHistoryMegabytes(HistoryBounds.STANDARD_MEGABYTES);
    }

    /** As a file that was edited or saved by an older version. */
    @Test
    void valuesThatAreAlreadySavedStopATask() throws Exception {
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl(cluster.url());
        RunPodGlobalConfiguration.get().setClusters(List.of(prod));
        prod.setStartTimeout("soon");
        prod.setMaxPods(-1);

        var build = PipelinePods.run(jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'true'");

        jenkins.assertLogContains("cluster: its configuration has an unusable value. startTimeout: \"soon\"", build);
        jenkins.assertLogContains("cluster: its configuration has an unusable value. maxPods: must not", build);
    }

    @Test
    void ruleWithNothingButSeparatorsAllowsNothingAndTheFormSaysSo() {
        FolderRule rule = new FolderRule("/");
        assertThat(rule.covers("job")).isFalse();
        assertThat(new FolderRule(rule.getFolder()).covers("job")).isFalse();
        assertThat(new FolderRule(" ").covers("job")).isTrue();
        rule.setNamespaces(",");
        rule.setServiceAccounts(" , ");
        PodRules rules = rule.rules(PodSecurity.BASELINE, false);
        assertThat(rules.namespaces().allows("default")).isFalse();
        assertThat(rules.serviceAccounts().allows("default")).isFalse();

        FolderRule.DescriptorImpl form = jenkins.jenkins.getDescriptorByType(FolderRule.DescriptorImpl.class);
        assertThat(form.doCheckFolder("//").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(form.doCheckNamespaces(",").kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(form.doCheckNamespaces(",").getMessage()).contains("allows nothing");
        assertThat(form.doCheckServiceAccounts(",").kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(form.doCheckServiceAccounts(",").getMessage()).contains("allows nothing");
        assertThat(form.doCheckNamespaces("").kind).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void levelOfPodSecurityIsBaselineUnlessGiven() {
        ClusterConfiguration some = new ClusterConfiguration("some");
        assertThat(some.getPodSecurity()).isEqualTo("baseline");
        some.setPodSecurity("privileged");
        assertThat(some.rules("job").orElseThrow().security()).isEqualTo(PodSecurity.PRIVILEGED);
        assertThatThrownBy(() -> some.setPodSecurity("none")).hasMessageContaining("privileged, baseline, restricted");
    }

    @Test
    void connectionWorksWithAToken() throws Exception {
        cluster.requireToken("right");
        credentials(new StringCredentialsImpl(CredentialsScope.SYSTEM, "right", "", Secret.fromString("right")));

        FormValidation answer = test(cluster.url(), "right");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void connectionFailsWithAWrongTokenWhichIsNotShown() throws Exception {
        cluster.requireToken("right");
        credentials(new StringCredentialsImpl(CredentialsScope.SYSTEM, "wrong", "", Secret.fromString("wr0ng-s3cret")));

        FormValidation answer = test(cluster.url(), "wrong");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).doesNotContain("wr0ng-s3cret");
    }

    @Test
    void connectionWorksWithAKubeconfig() throws Exception {
        cluster.requireToken("from-kubeconfig");
        credentials(new FileCredentialsImpl(
                CredentialsScope.SYSTEM,
                "kubeconfig",
                "",
                "config",
                SecretBytes.fromBytes(cluster.kubeconfig().getBytes(StandardCharsets.UTF_8))));

        FormValidation answer = test("", "kubeconfig");

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void missingPermissionIsNamed() {
        cluster.server().deny(request -> request.what().equals("get pods/log"));

        FormValidation answer = test(cluster.url(), "");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(answer.getMessage()).contains("get pods/log").doesNotContain("create pods");
    }

    @Test
    void manifestForWhatIsMissingCanBeCopied() {
        cluster.server()
                .deny(request ->
                        Set.of("get pods/log", "create selfsubjectreviews").contains(request.what()));

        assertThat(test(cluster.url(), "").renderHtml())
                .contains(
                        "kind: RoleBinding",
                        "namespace: builds",
                        "{kind: ServiceAccount, name: run-pod, namespace: jenkins}",
                        "resources: [pods/log], verbs: [get]",
                        "jenkins-copy-button");
    }

    @Test
    void accountIsNamedAndItsPlaceInTheNamespaceOfThePodsIsAWarning() {
        cluster.server().user("system:serviceaccount:jenkins:run-pod");
        FormValidation apart = test(cluster.url(), "");
        assertThat(apart.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(apart.getMessage()).contains("uses the account system:serviceaccount:jenkins:run-pod.");

        cluster.server().user("system:serviceaccount:builds:run-pod");
        FormValidation exposed = test(cluster.url(), "");
        assertThat(exposed.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(exposed.getMessage()).contains("in the namespace of the pods");

        cluster.server().deny(request -> request.what().equals("create leases"));
        assertThat(test(cluster.url(), "").kind).isEqualTo(FormValidation.Kind.WARNING);
    }

    @Test
    void permissionThatOnlyTasksWithFilesNeedIsNoWarning() {
        cluster.server().deny(request -> request.what().equals("create pods/exec"));

        FormValidation answer = test(cluster.url(), "");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.renderHtml())
                .contains(
                        "The credentials have all permissions that tasks need",
                        "Only tasks with inputs or outputs need these permissions: create pods/exec.",
                        "resources: [pods/exec], verbs: [get, create]")
                .doesNotContain("get pods/exec", "are optional");
    }

    @Test
    void permissionThatIsOnlyUsefulIsNoWarning() {
        cluster.server().deny(request -> request.what().equals("create leases"));

        FormValidation answer = test(cluster.url(), "");

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.renderHtml()).contains("create leases", "kind: RoleBinding");
    }

    @Test
    void buttonWorksInABrowser() throws Exception {
        cluster.server().deny(request -> request.what().equals("create pods"));
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl(cluster.url());
        RunPodGlobalConfiguration.get().setClusters(List.of(prod));
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.goTo("configure");
            List<HtmlButton> buttons = page.getByXPath("//button[contains(., 'Test connection')]");
            buttons.get(0).click();

            await().until(() -> {
                browser.waitForBackgroundJavaScript(500);
                return page.asNormalizedText().contains("Missing permissions in namespace default: create pods.");
            });
        }
    }

    @Test
    void proxyOfJenkinsIsUsedIfTheClusterSaysSo() throws Exception {
        try (Proxy proxy = new Proxy()) {
            jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), "login", "pass w0rd"));
            ClusterConfiguration prod = new ClusterConfiguration("prod");
            prod.setServerUrl("http://api.nowhere.example");
            prod.setUseJenkinsProxy(true);

            new ConnectionTest(prod.connection(), "default").run();

            assertThat(proxy.asked()).isNotEmpty().allMatch(line -> line.startsWith("GET http://api.nowhere.example/"));
            assertThat(proxy.authorized()).isTrue();
        } finally {
            jenkins.jenkins.setProxy(null);
        }
    }

    @Test
    void proxyOfJenkinsIsNotUsedForHostsThatItExcludes() throws Exception {
        try (Proxy proxy = new Proxy()) {
            jenkins.jenkins.setProxy(
                    new ProxyConfiguration("127.0.0.1", proxy.port(), null, null, "localhost\n127.0.0.1"));
            ClusterConfiguration prod = new ClusterConfiguration("prod");
            prod.setServerUrl(cluster.url());
            prod.setUseJenkinsProxy(true);

            assertThat(new ConnectionTest(prod.connection(), "default").run().kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(proxy.asked()).isEmpty();
        } finally {
            jenkins.jenkins.setProxy(null);
        }
    }

    @Test
    void clusterThatDoesNotAnswerIsSaidTo() throws Exception {
        cluster.server().stop();

        assertThat(test(cluster.url(), "").kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void credentialsThatDoNotExistAreNamed() {
        assertThat(test(cluster.url(), "nosuch").getMessage()).contains("nosuch");
    }

    @Test
    void credentialsThatJobsCanReadAreWarnedOf() throws Exception {
        cluster.requireToken("open");
        credentials(new StringCredentialsImpl(CredentialsScope.GLOBAL, "open", "", Secret.fromString("open")));
        credentials(new StringCredentialsImpl(CredentialsScope.SYSTEM, "closed", "", Secret.fromString("open")));

        FormValidation shown = form().doCheckCredentialsId("open", cluster.url(), "", false);
        assertThat(shown.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(shown.getMessage()).contains("scope System", "any job can read them");
        FormValidation tested = test(cluster.url(), "open");
        assertThat(tested.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(tested.getMessage()).contains("Connected to Kubernetes", "scope System");

        assertThat(form().doCheckCredentialsId("closed", cluster.url(), "", false).kind)
                .isEqualTo(FormValidation.Kind.OK);
        assertThat(test(cluster.url(), "closed").kind).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void credentialsOfAnotherDomainAreNeitherOfferedNorUsed() throws Exception {
        domain("elsewhere", "other.example", "token-elsewhere", "same-id");
        domain("here", "127.0.0.1", "token-here", "same-id");

        assertThat(offered(cluster.url())).contains("token-here").doesNotContain("token-elsewhere");
        assertThat(test(cluster.url(), "token-here").kind).isEqualTo(FormValidation.Kind.OK);
        String refused = "belong to a domain that does not include " + cluster.url();
        assertThat(test(cluster.url(), "token-elsewhere").getMessage()).contains("token-elsewhere " + refused);
        assertThat(form().doCheckCredentialsId("token-elsewhere", cluster.url(), "", false)
                        .getMessage())
                .contains(refused);

        ClusterConfiguration same = new ClusterConfiguration("same");
        same.setServerUrl(cluster.url());
        same.setCredentialsId("same-id");
        assertThat(same.connection().get().getOauthToken())
                .as("of two credentials with an id, those of the fitting domain")
                .isEqualTo("here");
    }

    private static void domain(String name, String host, String... ids) throws Exception {
        List<Credentials> some = new ArrayList<>();
        for (String id : ids) {
            some.add(new StringCredentialsImpl(CredentialsScope.SYSTEM, id, "", Secret.fromString(name)));
        }
        SystemCredentialsProvider.getInstance()
                .getDomainCredentialsMap()
                .put(new Domain(name, "", List.of(new HostnameSpecification(host, ""))), some);
    }

    @Test
    void dropDownOffersOnlyCredentialsThatKubernetesUnderstandsAndOnlyToAdministrators() throws Exception {
        credentials(new UsernamePasswordCredentialsImpl(
                CredentialsScope.SYSTEM, "login", "", "user", "correct horse battery"));

        assertThat(offered()).contains("login");

        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().toEveryone());
        try (var ignored = ACL.as2(Jenkins.ANONYMOUS2)) {
            assertThat(offered()).doesNotContain("login");
        } finally {
            jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        }
    }

    private static List<String> offered() {
        return offered("");
    }

    private static List<String> offered(String url) {
        return form().doFillCredentialsIdItems(url, "").stream()
                .map(option -> option.value)
                .toList();
    }

    private static FormValidation test(String url, String credentialsId) {
        return form().doTestConnection("c", url, "", false, false, credentialsId, "", false, "builds");
    }

    private static ClusterConfiguration.DescriptorImpl form() {
        return jenkins.jenkins.getDescriptorByType(ClusterConfiguration.DescriptorImpl.class);
    }

    private static void credentials(Credentials some) throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().add(some);
        SystemCredentialsProvider.getInstance().save();
    }
}
