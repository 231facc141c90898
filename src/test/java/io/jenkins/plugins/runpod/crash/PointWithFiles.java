package io.jenkins.plugins.runpod.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A task at a point of its life whose sources come from a stash, and whose artifacts and tests go to the build. */
final class PointWithFiles {
    private static final int LENGTH = 2 << 20;
    private static final String REPORT = "<testsuite name=\"suite\"><testcase name=\"good\" classname=\"c\"/>"
            + "<testcase name=\"bad\" classname=\"c\"><failure message=\"no\"/></testcase></testsuite>";

    private PointWithFiles() {}

    /** The sources are in the workspace. */
    static void prepare(CrashScene scene, String job) throws IOException {
        byte[] sources = new byte[LENGTH];
        new Random(1).nextBytes(sources);
        Path workspace = Files.createDirectories(scene.home().workspace(job));
        Files.write(workspace.resolve("sources.bin"), sources);
        Files.writeString(workspace.resolve("report.xml"), REPORT);
    }

    /** A script that brings and takes files. @param step a step without files */
    static String script(String step) {
        return "node { stash 'sources' }\n"
                + step.replace(
                        "echo started",
                        "cat sources.bin sources.bin > twice.bin; mv report.xml TEST-a.xml; echo started")
                + ", inputs: [fromStash('sources')], outputs: [toArtifacts('twice.bin'), toJUnit('TEST-*.xml')]";
    }

    /** The artifact is whole, and each test counts once. */
    static void check(CrashScene scene, String job) throws IOException {
        byte[] sources = Files.readAllBytes(scene.home().workspace(job).resolve("sources.bin"));
        Path build = scene.home().build(job);
        assertThat(Files.readAllBytes(build.resolve("archive/twice.bin")))
                .as("artifact of " + job)
                .hasSize(2 * LENGTH)
                .startsWith(sources)
                .endsWith(sources);
        assertThat(Files.readString(build.resolve("junitResult.xml")).split("<case>"))
                .as("tests of " + job)
                .hasSize(2 + 1);
        assertThat(Files.readString(build.resolve("build.xml")).split("<hudson.tasks.junit.TestResultAction "))
                .as("reports of " + job)
                .hasSize(1 + 1);
    }
}
