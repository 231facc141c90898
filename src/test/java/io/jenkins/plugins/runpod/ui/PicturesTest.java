package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleProject;
import hudson.model.PageDecorator;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Pace;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.PodPreset;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.files.ArtifactsOutput;
import io.jenkins.plugins.runpod.files.JUnitOutput;
import io.jenkins.plugins.runpod.files.WorkspaceInput;
import io.jenkins.plugins.runpod.folder.FolderPresets;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.step.RunPodStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Makes pictures of the pages, for the README and to look at: {@code mvn test -Dtest=PicturesTest -Dpictures=FOLDER}. */
@WithJenkins
@EnabledIfSystemProperty(named = "pictures", matches = ".+")
class PicturesTest {
    private static final String BEHAVIOURS = "document.querySelector('#bottom-sticky-wrapper, #bottom-sticker')";
    /** What the plugin adds to a long page comes into view, with what is folded opened. */
    private static final String SCROLL = """
            (() => {
              const field = document.querySelector("[name='_.serverUrl'], [name='_.image']");
              if (field) {
                document.querySelectorAll('.advanced-button, .advancedButton')
                    .forEach(b => b.offsetParent && b.click());
                field.scrollIntoView();
                scrollBy(0, -400);
              }
            })()
            """;

    @TempDir
    private Path profile;

    private JenkinsRule jenkins;
    private Browser browser;

    @Test
    void pagesLookGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (EmbeddedCluster cluster = EmbeddedCluster.options().pace(Pace.DEMO).start();
                Browser chromium = new Browser(profile)) {
            browser = chromium;
            cluster.script(PodScript.forImage("mirror.example/maven:.*")
                    .rateLimited(2)
                    .sleep(Duration.ofSeconds(15))
                    .exit(0));
            darkColours();
            cluster.faults()
                    .on(request -> request.path().contains("/upload-")
                            && request.what().equals("get pods/exec"))
                    .throttle(10_000);
            RunPodGlobalConfiguration.get().setClusters(List.of(cluster("prod", cluster), cluster("staging", cluster)));
            FreeStyleProject nightly = jenkins.createFreeStyleProject("nightly");
            nightly.getBuildersList().add(new RunPodBuilder(task()));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
            job.setDefinition(new CpsFlowDefinition("""
                    node {
                        writeFile file: 'TEST-shop.xml', text: '<testsuite name="shop"><testcase name="pays" classname="shop.Cart"/><testcase name="refunds" classname="shop.Cart"><failure message="expected 7"/></testcase></testsuite>'
                        writeFile file: 'sources.txt', text: 'A line of text.' * 100000
                        stash 'sources'
                    }
                    stage('Unit tests') {
                        runPod cluster: 'prod', name: 'unit', image: 'busybox', command: 'echo tests; exit 1', returnStatus: true,
                            inputs: fromStash('sources'), outputs: [toJUnit('TEST-*.xml'), toArtifacts('*.jar'), toArtifacts('*.txt')]
                    }
                    parallel(failFast: false,
                        upload: { runPod cluster: 'prod', name: 'upload', image: 'slow/upload', command: 'make', inputs: fromStash('sources') },
                        docs: { runPod cluster: 'prod', name: 'docs', image: 'registry.example/429/docs', command: 'make docs' },
                        build: { sleep 1; runPod cluster: 'prod', name: 'build', image: 'mirror.example/maven:3', command: 'mvn verify' },
                        image: { sleep 3; runPod cluster: 'prod', name: 'image', image: 'missing/app:1.7', command: 'true' },
                        load: { sleep 4; runPod cluster: 'prod', name: 'load', image: 'rejected/gatling', command: 'true' },
                        flaky: { sleep 2; runPod cluster: 'prod', name: 'flaky', image: 'busybox',
                            command: 'sleep 8; exit 137', retryOn: [exitCode: [137]], attempts: 2 },
                        test: { sleep 5; runPod cluster: 'prod', name: 'test', image: 'busybox', command: 'sleep 600', runTimeout: '1h' },
                        site: { sleep 12; runPod cluster: 'prod', name: 'site', image: 'registry.example/429/site', command: 'make site' },
                        gpu: { sleep 6; runPod cluster: 'prod', name: 'gpu', image: 'unschedulable/cuda', command: 'true' })
                    """, true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            await().until(() -> {
                String log = JenkinsRule.getLog(build);
                return log.contains("ImageNotFound")
                        && log.contains("Attempt 2 of 3 has ended")
                        && log.contains("Attempt 2 of 2");
            });
            try {
                String pods = build.getUrl() + "pods/";
                System.out.println("CONSOLE\n" + JenkinsRule.getLog(build));
                pictures(build.getUrl(), "build", 1180, 900, "document.querySelector('#main-panel')");
                pictures(pods, "build-pods", 1180, 1300, "document.querySelectorAll('.run-pod-task').length > 8");
                pictures("manage/run-pod/", "running-tasks", 1280, 1000, "document.querySelector('#run-pod-rows tr')");
                pictures("manage/configure", "configuration", 1280, 2600, BEHAVIOURS);
                pictures(nightly.getUrl() + "configure", "freestyle", 1280, 3600, BEHAVIOURS);
                pictures(job.getUrl() + "pipeline-syntax/", "snippets", 1280, 3400, Browser.SNIPPETS);
                assertThat(browser.complaints()).isEmpty();
            } finally {
                build.doStop();
                jenkins.waitForCompletion(build);
            }
        }
    }

    @Test
    void presetsLookGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (Browser chromium = new Browser(profile)) {
            browser = chromium;
            darkColours();
            ClusterConfiguration prod = new ClusterConfiguration("prod");
            prod.setYaml("spec:\n  tolerations: [{key: ci, operator: Exists}]\n");
            PodPreset maven = new PodPreset("maven");
            maven.setDescription("Maven with a cache for each pod");
            maven.setYaml("spec:\n  volumes: [{name: cache, emptyDir: {}}]\n  containers:\n  - image: maven:3\n"
                    + "    volumeMounts: [{name: cache, mountPath: /root/.m2}]\n");
            PodPreset go = new PodPreset("go");
            go.setYaml("spec:\n  containers:\n  - image: golang:1.25\n");
            prod.setPresets(List.of(maven, go));
            prod.setEnforced("metadata:\n  labels: {cost-center: ci}\n");
            RunPodGlobalConfiguration.get().setClusters(List.of(prod, new ClusterConfiguration("staging")));
            Folder folder = jenkins.createProject(Folder.class, "team-a");
            FolderPresets ofFolder = new FolderPresets();
            ofFolder.setYaml("metadata:\n  labels: {team: a}\n");
            folder.getProperties().replace(ofFolder);
            folder.createProject(FreeStyleProject.class, "shop");

            pictures(
                    "job/team-a/job/shop/pod-presets/",
                    "pod-presets",
                    1280,
                    1300,
                    "document.querySelector('.run-pod-task')");
            pictures("job/team-a/configure", "folder", 1280, 1600, BEHAVIOURS);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void podsThatWaitOrChangeLookGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (EmbeddedCluster cluster = EmbeddedCluster.options().pace(Pace.DEMO).start();
                Browser chromium = new Browser(profile)) {
            browser = chromium;
            darkColours();
            cluster.kueue();
            cluster.script(PodScript.forImage("registry.example/.*").rateLimited(1000));
            ClusterConfiguration prod = cluster("prod", cluster);
            prod.setImageMirrors("registry.example=mirror.example/hub");
            RunPodGlobalConfiguration.get().setClusters(List.of(prod));
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new StringCredentialsImpl(
                            CredentialsScope.GLOBAL, "deploy-key", "", Secret.fromString("a secret of the task")));
            FreeStyleProject nightly = jenkins.createFreeStyleProject("nightly");
            nightly.getBuildersList().add(new RunPodBuilder(retried()));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "orders");
            job.setDefinition(new CpsFlowDefinition("""
                    parallel(
                        queue: { runPod name: 'train', image: 'busybox', command: 'true', queue: 'team-a', queueTimeout: '2h' },
                        mirror: { runPod name: 'build', image: 'registry.example/maven:3', command: 'sleep 600' },
                        grow: { runPod name: 'link', image: 'oom/gcc', command: 'make', attempts: 2, retryOn: ['oomKilled'],
                            resources: [limits: [memory: '1Gi']], onRetry: [memory: 'x2', image: 'busybox', command: 'sleep 600'] },
                        secret: { runPod name: 'deploy', image: 'busybox', command: 'sleep 600',
                            secretFiles: ['/run/secrets/key': 'deploy-key'] })
                    """, true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            await().until(() -> {
                String log = JenkinsRule.getLog(build);
                return log.contains("Waiting: Queued")
                        && log.contains("mirror.example")
                        && log.contains("Attempt 2 of 2");
            });
            try {
                String all = "document.querySelectorAll('.run-pod-task[data-state=running]').length === 3";
                pictures(build.getUrl() + "pods/", "changed-pods", 1180, 1300, all);
                pictures("manage/run-pod/", "changed-tasks", 1280, 800, "document.querySelector('#run-pod-rows tr')");
                pictures(nightly.getUrl() + "configure", "retried", 1280, 3600, BEHAVIOURS);
                assertThat(browser.complaints()).isEmpty();
            } finally {
                build.doStop();
                jenkins.waitForCompletion(build);
            }
        }
    }

    @Test
    void manyTasksLookGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                Browser chromium = new Browser(profile)) {
            browser = chromium;
            darkColours();
            ManyTasks.start(jenkins, cluster, Integer.getInteger("page.tasks", 10_000));
            try {
                String row = "document.querySelector('#run-pod-rows tr')";
                String page = "manage/run-pod/";
                pictures(page, "many-tasks", 1280, 1300, row);
                pictures(page + "?by=folder&q=shop", "many-tasks-of-folders", 1280, 1300, row);
                pictures(page + "?state=waiting&offset=100", "many-tasks-page", 1280, 4000, row);
                pictures(
                        page + "?q=nosuch",
                        "no-task",
                        1280,
                        700,
                        "document.querySelector('#run-pod-unmatched').offsetParent");
                assertThat(browser.complaints()).isEmpty();
            } finally {
                ManyTasks.end();
            }
        }
    }

    @Test
    void manyPodsOfABuildLookGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                Browser chromium = new Browser(profile)) {
            browser = chromium;
            darkColours();
            cluster.script(PodScript.forImage("registry.example/.*").rateLimited(1_000_000));
            cluster.script(PodScript.forImage("long").sleep(Duration.ofDays(1)));
            RunPodGlobalConfiguration.get().setClusters(List.of(cluster("prod", cluster)));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "matrix");
            job.setDefinition(new CpsFlowDefinition("""
                    def images = ['busybox', 'registry.example/app', 'unschedulable/cuda', 'long', 'missing/app:1', 'busybox', 'busybox', 'busybox']
                    def branches = [failFast: false]
                    for (int i = 0; i < 200; i++) {
                        String name = "test-${i}"
                        String image = images[i % 8]
                        String command = i % 8 == 0 ? 'exit 3' : 'true'
                        branches[name] = { runPod name: name, image: image, command: command }
                    }
                    parallel branches
                    """, true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            await().until(() -> {
                String log = JenkinsRule.getLog(build);
                return log.split("ImageNotFound").length > 25 && log.split("Waiting: Unschedulable").length > 25;
            });
            try {
                String page = build.getUrl() + "pods/";
                String row = "document.querySelector('#run-pod-rows > li')";
                pictures(page, "many-pods", 1180, 1300, row);
                pictures(page + "?state=limited&q=test-1", "many-pods-filtered", 1180, 900, row);
                pictures(
                        page + "?state=cancelled",
                        "no-pod",
                        1180,
                        500,
                        "document.querySelector('#run-pod-unmatched').offsetParent");
                browser.open(jenkins.getURL() + page + "?state=waiting");
                browser.waitFor(row);
                String open = browser.evaluate(row + ".getAttribute('data-key')");
                pictures(
                        page + "?state=waiting&open=" + open,
                        "many-pods-open",
                        1180,
                        1300,
                        row + ".querySelector('.run-pod-task')");
                assertThat(browser.complaints()).isEmpty();
            } finally {
                build.doStop();
                jenkins.waitForCompletion(build);
            }
        }
    }

    /** The picture of the documentation is the week of it. */
    @Test
    void historyOfAMonthLooksGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (Browser chromium = new Browser(profile)) {
            browser = chromium;
            darkColours();
            InventedMonth.until(Instant.now()).forEach(RunPodEngine.get().history()::ended);
            String page = "manage/run-pod/history/";
            String shown = "document.querySelector('#run-pod-groups tr')?.offsetParent"
                    + " && document.querySelector('#run-pod-advice')?.offsetParent";
            pictures(page, "month-week", 1280, 1250, shown);
            pictures(page + "?period=month&by=image", "month", 1280, 1400, shown);
            pictures(page + "?period=day&by=cause", "month-day", 1280, 1300, shown);
            pictures(page + "?period=month&by=image&registry=docker.io", "month-builds", 1280, 2400, shown);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void historyLooksGood(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (Browser chromium = new Browser(profile)) {
            browser = chromium;
            darkColours();
            browser.beforeEachPage(HistoryAnswers.script());
            String page = "manage/run-pod/history/";
            String shown = "document.querySelector('#run-pod-groups tr')?.offsetParent";
            pictures(page + "?scene=full", "history", 1280, 1400, shown);
            pictures(page + "?scene=full&period=month&by=image", "history-month", 1280, 1400, shown);
            pictures(page + "?scene=full&period=day", "history-day", 1280, 1300, shown);
            pictures(page + "?scene=full&registry=docker.io&by=image", "history-builds", 1280, 2400, shown);
            pictures(page + "?period=month&scene=reading", "history-reading", 1280, 1300, shown);
            pictures(page + "?scene=gaps", "history-gaps", 1280, 1500, shown);
            jenkins.createProject(Folder.class, "shop");
            RunPodGlobalConfiguration.get().setClusters(List.of(new ClusterConfiguration("prod")));
            pictures("job/shop/pod-history/?by=folder&scene=full", "history-folder", 1280, 1400, shown);
            pictures(page + "?scene=empty", "history-empty", 1280, 700, shown("run-pod-empty"));
            pictures(page + "?scene=full&registry=nosuch", "history-unmatched", 1280, 700, shown("run-pod-unmatched"));
            pictures(page + "?verdict=nice&scene=refused", "history-refused", 1280, 700, shown("run-pod-refused"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static String shown(String id) {
        return "document.getElementById('" + id + "').offsetParent";
    }

    private static RunPodStep retried() {
        RunPodStep task = task();
        task.setPassEnv(List.of("MODE", "BUILD_*"));
        task.setSecretFiles(Map.of("/run/secrets/key", "deploy-key"));
        task.setQueue("team-a");
        task.setQueueTimeout("2h");
        task.setRetryOn(List.of("neverStarted", "oomKilled"));
        task.setResources(Map.of("limits", Map.of("memory", "1Gi")));
        task.setOnRetry(Map.of("memory", "x2", "maxMemory", "16Gi", "nodeSelector", Map.of("disk", "large")));
        return task;
    }

    private static ClusterConfiguration cluster(String name, EmbeddedCluster cluster) {
        ClusterConfiguration configured = new ClusterConfiguration(name);
        configured.setServerUrl(cluster.url());
        return configured;
    }

    private static RunPodStep task() {
        RunPodStep task = new RunPodStep();
        task.setCluster("prod");
        task.setImage("maven:3");
        task.setCommand("mvn -B verify");
        task.setEnv(Map.of("MODE", "nightly"));
        task.setRunTimeout("2h");
        task.setInputs(List.of(new WorkspaceInput("src/**")));
        task.setOutputs(List.of(new JUnitOutput("**/TEST-*.xml"), new ArtifactsOutput("target/*.jar")));
        return task;
    }

    private void darkColours() throws IOException {
        Files.copy(
                Objects.requireNonNull(getClass().getResourceAsStream("dark.css")),
                jenkins.jenkins.getRootDir().toPath().resolve("userContent/dark.css"));
    }

    /** Dark colours, as a theme sets them. */
    @TestExtension
    public static final class Dark extends PageDecorator {}

    private void pictures(String page, String name, int width, int height, String ready) throws Exception {
        Path folder = Path.of(System.getProperty("pictures")).toAbsolutePath();
        Files.createDirectories(folder);
        for (String look : List.of("", "-dark", "-small")) {
            browser.resize(look.equals("-small") ? 400 : width, height);
            browser.open(jenkins.getURL() + page + (page.contains("?") ? "&" : "?") + "theme="
                    + (look.equals("-dark") ? "dark" : "light"));
            browser.waitFor(ready);
            browser.evaluate("new Promise(r => setTimeout(r, 1500))");
            browser.evaluate(SCROLL);
            browser.evaluate("new Promise(r => setTimeout(r, 500))");
            browser.picture(folder.resolve(name + look + ".png"));
        }
    }
}
