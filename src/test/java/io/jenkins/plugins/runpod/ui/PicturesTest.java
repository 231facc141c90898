package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.PageDecorator;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Pace;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path profile;

    @Test
    void pages_look_good(JenkinsRule jenkins) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.options().pace(Pace.DEMO).start()) {
            cluster.script(PodScript.forImage("maven:.*")
                    .rateLimited(2)
                    .sleep(Duration.ofSeconds(15))
                    .exit(0));
            Files.copy(
                    Objects.requireNonNull(getClass().getResourceAsStream("dark.css")),
                    jenkins.jenkins.getRootDir().toPath().resolve("userContent/dark.css"));
            ClusterConfiguration prod = new ClusterConfiguration("prod");
            prod.setServerUrl(cluster.url());
            RunPodGlobalConfiguration.get().setClusters(List.of(prod));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
            job.setDefinition(new CpsFlowDefinition("""
                    parallel(failFast: false,
                        build: { runPod name: 'build', image: 'maven:3', command: 'mvn verify' },
                        lint: { runPod name: 'lint', image: 'busybox', command: 'exit 2' },
                        docs: { sleep 2; runPod name: 'docs', image: '429/docs', command: 'make docs' },
                        image: { sleep 3; runPod name: 'image', image: 'missing/app:1.7', command: 'true' },
                        load: { sleep 4; runPod name: 'load', image: 'rejected/gatling', command: 'true' },
                        test: { sleep 5; runPod name: 'test', image: 'busybox', command: 'sleep 600', runTimeout: '1h' },
                        gpu: { sleep 6; runPod name: 'gpu', image: 'unschedulable/cuda', command: 'true' })
                    """, true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            await().atMost(PATIENCE).until(() -> {
                String log = JenkinsRule.getLog(build);
                return log.contains("ImageNotFound") && log.contains("Attempt 2 of 3 is over");
            });
            try {
                for (String theme : List.of("light", "dark")) {
                    picture(jenkins, build.getUrl() + "pods/", "build-pods", theme, "1180,900");
                    picture(jenkins, "manage/run-pod/", "running-tasks", theme, "1280,900");
                }
                picture(jenkins, build.getUrl() + "pods/", "build-pods-small", "light", "500,1600");
                picture(jenkins, "manage/run-pod/", "running-tasks-small", "light", "500,1400");
                picture(jenkins, "manage/configure", "configuration", "light", "1280,3000");
                picture(jenkins, job.getUrl() + "pipeline-syntax/", "snippets", "light", "1280,2000");
            } finally {
                build.doStop();
                jenkins.waitForCompletion(build);
            }
        }
    }

    /** Dark colours, as a theme sets them. */
    @TestExtension
    public static final class Dark extends PageDecorator {}

    private void picture(JenkinsRule jenkins, String page, String name, String theme, String size) throws Exception {
        Path folder = Path.of(System.getProperty("pictures")).toAbsolutePath();
        Files.createDirectories(folder);
        Path png = folder.resolve(name + (theme.equals("dark") ? "-dark" : "") + ".png");
        String address = jenkins.getURL() + page + "?theme=" + theme;
        Process chromium = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--user-data-dir=" + profile.resolve("chromium"),
                        "--virtual-time-budget=4000",
                        "--window-size=" + size,
                        "--screenshot=" + png,
                        address)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File(png + ".log")))
                .start();
        try {
            assertThat(chromium.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            chromium.destroyForcibly();
        }
        assertThat(png).isNotEmptyFile();
    }
}
