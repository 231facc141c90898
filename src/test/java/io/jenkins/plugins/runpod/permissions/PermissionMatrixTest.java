package io.jenkins.plugins.runpod.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Item;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.FolderRule;
import io.jenkins.plugins.runpod.config.PodPreset;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.folder.FolderPresets;
import io.jenkins.plugins.runpod.housekeeping.SameIdentityMonitor;
import io.jenkins.plugins.runpod.housekeeping.UnknownIdentityMonitor;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every method that answers to HTTP, asked by everybody. */
@WithJenkins
@WithCluster
class PermissionMatrixTest {
    private static final String ANONYMOUS = "anonymous";
    private static final List<String> USERS = List.of(ANONYMOUS, "reader", "configurer", "other-configurer", "admin");
    private static final String CONFIG = "io.jenkins.plugins.runpod.config.";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static final Map<String, JenkinsRule.WebClient> CLIENTS = new HashMap<>();
    private static String task;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "a-credential", "", Secret.fromString("x")));
        RunPodGlobalConfiguration.get().setClusters(List.of(cluster("team-a"), cluster("team-b")));
        Folder a = jenkins.createProject(Folder.class, "team-a");
        Folder b = jenkins.createProject(Folder.class, "team-b");
        for (Folder folder : List.of(a, b)) {
            folder.createProject(WorkflowJob.class, "job")
                    .setDefinition(new CpsFlowDefinition("runPod image: 'busybox', command: 'true'", true));
        }
        var build = jenkins.buildAndAssertStatus(
                Result.SUCCESS, jenkins.jenkins.getItemByFullName("team-a/job", WorkflowJob.class));
        try (Stream<Path> files = Files.list(build.getRootDir().toPath().resolve("run-pod"))) {
            task = String.valueOf(files.findFirst().orElseThrow().getFileName()).replace(".json", "");
        }
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader", "configurer", "other-configurer")
                .grant(Item.READ)
                .everywhere()
                .to("reader")
                .grant(Item.READ, Item.CONFIGURE)
                .onFolders(a)
                .to("configurer")
                .grant(Item.READ, Item.CONFIGURE)
                .onItems(a)
                .to("configurer")
                .grant(Item.READ, Item.CONFIGURE)
                .onFolders(b)
                .to("other-configurer")
                .grant(Item.READ, Item.CONFIGURE)
                .onItems(b)
                .to("other-configurer"));
        for (String user : USERS) {
            JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            client.getOptions().setJavaScriptEnabled(false);
            client.setRefreshHandler((page, url, seconds) -> {}); // what is refused is not to become the login page
            CLIENTS.put(user, user.equals(ANONYMOUS) ? client : client.login(user));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        CLIENTS.values().forEach(JenkinsRule.WebClient::close);
        jenkins.after();
    }

    private static ClusterConfiguration cluster(String folder) {
        ClusterConfiguration configured = new ClusterConfiguration("for-" + folder);
        configured.setServerUrl(cluster.url());
        configured.setFolders(List.of(new FolderRule(folder)));
        PodPreset preset = new PodPreset("a-preset");
        preset.setYaml("{}");
        configured.setPresets(List.of(preset));
        return configured;
    }

    static List<Endpoint> all() {
        return Endpoint.ALL;
    }

    static Stream<Endpoint> ofJobs() {
        return all().stream().filter(endpoint -> endpoint.access() == Endpoint.Access.CONFIGURE);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoMayNotHaveAnAnswerDoesNotGetIt(Endpoint endpoint) throws Exception {
        Set<String> entitled =
                switch (endpoint.access()) {
                    case ADMINISTER, ADMINISTER_QUIETLY, CANCEL -> Set.of("admin");
                    case CONFIGURE -> Set.of("configurer", "admin");
                    case READ -> Set.of("reader", "configurer", "admin");
                };
        for (String user : USERS) {
            WebResponse response = post(user, path(endpoint, "job/team-a/job/job/"), endpoint.query());
            String answer = response.getContentAsString();
            if (entitled.contains(user)) {
                assertThat(answer).as(user).contains(endpoint.answer());
            } else {
                assertThat(answer).as(user).doesNotContain(endpoint.answer());
                assertThat(response.getStatusCode())
                        .as(user)
                        .isIn(isToldNothing(endpoint, user) ? List.of(200) : List.of(401, 403, 404));
            }
        }
    }

    /** What a form asks in passing is not refused, so that the form stays usable. */
    private static boolean isToldNothing(Endpoint endpoint, String user) {
        return switch (endpoint.access()) {
            case CONFIGURE -> user.equals("reader") && !endpoint.method().endsWith(".doPreview");
            case ADMINISTER_QUIETLY -> !user.equals(ANONYMOUS);
            default -> false;
        };
    }

    @ParameterizedTest
    @MethodSource("ofJobs")
    void outsideOfAnyJobOnlyAdministratorsGetAnAnswer(Endpoint endpoint) throws Exception {
        for (String user : USERS) {
            String answer = post(user, path(endpoint, ""), endpoint.query()).getContentAsString();
            assertThat(answer.contains(endpoint.answer())).as(user).isEqualTo(user.equals("admin"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatHasAnEffectOrAsksSomebodyTakesAPostWithACrumb(Endpoint endpoint) throws Exception {
        URL address = new URL(jenkins.getURL(), path(endpoint, "job/team-a/job/job/") + "?" + query(endpoint.query()));
        JenkinsRule.WebClient admin = CLIENTS.get("admin");
        int got = admin.getPage(new WebRequest(address, HttpMethod.GET))
                .getWebResponse()
                .getStatusCode();
        int posted = admin.getPage(new WebRequest(address, HttpMethod.POST))
                .getWebResponse()
                .getStatusCode();

        assertThat(got).isIn(endpoint.harmless() ? List.of(200) : List.of(404, 405));
        assertThat(posted).as("without a crumb").isEqualTo(403);
    }

    @Test
    void theDropDownOfAnotherFolderDoesNotOfferTheCluster() throws Exception {
        String offered = post(
                        "other-configurer",
                        "job/team-b/job/job/descriptorByName/" + RunPodStep.class.getName() + "/fillClusterItems",
                        "")
                .getContentAsString();
        assertThat(offered).contains("for-team-b").doesNotContain("for-team-a");
    }

    @Test
    void everyMethodThatAnswersToHttpIsInTheTable() throws Exception {
        assertThat(all().stream().map(Endpoint::name).distinct()).containsExactlyInAnyOrderElementsOf(found());
    }

    private static List<String> found() throws IOException, URISyntaxException {
        Path classes = Path.of(RunPodStep.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes.resolve("io/jenkins/plugins/runpod"))) {
            return files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".class") && !file.contains("/engine/"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .map(PermissionMatrixTest::load)
                    .flatMap(type -> Arrays.stream(type.getDeclaredMethods()).filter(PermissionMatrixTest::answers))
                    .map(method ->
                            method.getDeclaringClass().getName().replaceAll(".*\\.", "") + "." + method.getName())
                    .distinct()
                    .collect(Collectors.toList());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PermissionMatrixTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && (method.getName().matches("do[A-Z].*")
                        || Arrays.stream(method.getAnnotations())
                                .anyMatch(
                                        a -> a.annotationType().getName().startsWith("org.kohsuke.stapler.WebMethod")));
    }

    private static String path(Endpoint endpoint, String job) {
        String type = endpoint.method().substring(0, endpoint.method().indexOf('.'));
        if (type.startsWith("History")) {
            return history(endpoint);
        }
        return switch (type) {
                    case "RunPodStepDescriptor" -> job + "descriptorByName/" + RunPodStep.class.getName() + "/";
                    case "ClusterAccessForm", "ClusterConfigurationForm" ->
                        "descriptorByName/" + CONFIG + "ClusterConfiguration/";
                    case "FolderRule$DescriptorImpl" -> "descriptorByName/" + CONFIG + "FolderRule/";
                    case "PodPreset$DescriptorImpl" -> job + "descriptorByName/" + CONFIG + "PodPreset/";
                    case "FolderPresets$DescriptorImpl" ->
                        job + "descriptorByName/" + FolderPresets.class.getName() + "/";
                    case "PodsAction" -> "job/team-a/job/job/1/pods/";
                    case "SameIdentityMonitor" -> "administrativeMonitor/" + SameIdentityMonitor.class.getName() + "/";
                    case "UnknownIdentityMonitor" ->
                        "administrativeMonitor/" + UnknownIdentityMonitor.class.getName() + "/";
                    case "RunningTasksLink" -> "manage/run-pod/";
                    default -> throw new IllegalArgumentException(type);
                }
                + endpoint.path();
    }

    /** Two pages answer by the same methods. */
    private static String history(Endpoint endpoint) {
        String path = endpoint.path();
        return (path.endsWith("/folder") ? "job/team-a/pod-history/" : "manage/run-pod/history/")
                + (endpoint.method().startsWith("HistoryApi") ? "api/" : "")
                + path.replace("/folder", "");
    }

    private static WebResponse post(String user, String path, String query) throws Exception {
        JenkinsRule.WebClient client = CLIENTS.get(user);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path + "?" + query(query)), HttpMethod.POST);
        client.addCrumb(request);
        return Objects.requireNonNull(client.getPage(request).getWebResponse());
    }

    private static String query(String query) {
        return query.replace("TASK", task);
    }
}
