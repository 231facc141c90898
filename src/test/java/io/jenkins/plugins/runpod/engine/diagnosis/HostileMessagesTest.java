package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A long text of any shape is judged: the search for names and words needs little of the stack. */
class HostileMessagesTest {
    private static final int LENGTH = 8_000;
    private static final long SMALL_STACK = 256 * 1024L;

    private static final List<String> PIECES = List.of(
            "a.",
            "a.b:1.",
            "a-",
            "a/",
            "a:1/",
            "/a",
            "a:",
            "a@",
            "a_",
            "-",
            ".",
            ":",
            " ",
            "\"",
            "'",
            "`",
            "\\",
            "\\\"",
            "\"a.",
            "'a/",
            ", a",
            "valid for a, a",
            "a, ",
            "a-b.c ",
            "a-b-",
            "image a ",
            "image ",
            "manifest a ",
            "name ",
            "tag=",
            "tag: ",
            "map[",
            "[manifests ",
            "https://",
            "http://:",
            "docker://a",
            "sha256:a",
            "@sha256:",
            "lookup a.",
            "host ",
            "repository ",
            "exec: ",
            "exec: \"a",
            "mounting \"",
            "mounting ",
            "mount ",
            "failed to mkdir ",
            "/pods/",
            "/proc/1/",
            "/proc/sys/a",
            "sysctl a ",
            "rootfs/",
            "container a ",
            "container_",
            "k8s_",
            "a_b_",
            "snapshot ",
            "secret a ",
            "status code ",
            "get \"",
            "head: ",
            "0/1 nodes: ",
            "0",
            "1 a, ",
            "(a",
            "[a",
            "{a",
            "<html",
            "token a ",
            "forbidden: ",
            "admission ",
            "webhook ",
            "\"a\": ",
            "requested: ",
            "limited: ",
            "exceeded quota: ",
            "k8s_a_b_c_",
            "00000000-0000-0000-0000-000000000000_");

    private static String filled(String piece) {
        return piece.repeat(LENGTH / piece.length() + 1).substring(0, LENGTH);
    }

    static Stream<Arguments> texts() {
        return PIECES.stream().map(Arguments::of);
    }

    @ParameterizedTest(name = "{index}: '{0}' again and again")
    @MethodSource("texts")
    void everyTextIsJudged(String piece) throws Exception {
        String text = filled(piece);
        FutureTask<Verdict> judged = new FutureTask<>(() -> judge(text));
        Thread thread = new Thread(null, judged, "small stack", SMALL_STACK);
        thread.start();
        assertThat(judged.get()).isNotNull();
    }

    private static Verdict judge(String text) {
        for (String reason : List.of(
                "ErrImagePull",
                "ImagePullBackOff",
                "ImageInspectError",
                "CreateContainerConfigError",
                "CreateContainerError",
                "RunContainerError",
                "RegistryUnavailable",
                "SomethingNew")) {
            Story.bound().waiting(reason, text).verdict();
        }
        Story.bound()
                .phase("Failed")
                .state("main", Story.failedStart("StartError", 128, text))
                .verdict();
        Story.unbound().unschedulable("Unschedulable", text).verdict();
        for (String reason : List.of("Evicted", "UnexpectedAdmissionError", "NodeShutdown", "SomethingNew")) {
            Story.bound().failed(reason, text).verdict();
        }
        Story told = Story.bound().creating();
        for (String reason : List.of(
                "Failed",
                "FailedMount",
                "FailedCreatePodSandBox",
                "FailedScheduling",
                "Evicted",
                "Killing",
                "Unhealthy")) {
            told.event(reason, text);
        }
        told.event("Failed", "Failed to pull image \"" + Story.IMAGE + "\": " + text);
        return told.verdict();
    }
}
