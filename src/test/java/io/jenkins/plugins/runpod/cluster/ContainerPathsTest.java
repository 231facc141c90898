package io.jenkins.plugins.runpod.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerPathsTest {
    private final ContainerPaths paths = new ContainerPaths(Map.of(
            "/run-pod", Path.of("/tmp/v/1"),
            "/workspace", Path.of("/tmp/v/1/work"),
            "/workspace/cache", Path.of("/tmp/v/2"),
            "/tmp", Path.of("/tmp/v/3")));

    @ParameterizedTest
    @CsvSource({
        "/run-pod, /tmp/v/1",
        "cat /run-pod/in/1, cat /tmp/v/1/in/1",
        "'a=\"/workspace\";', 'a=\"/tmp/v/1/work\";'",
        "/workspace/cache/x, /tmp/v/2/x",
        "/workspace/caches, /tmp/v/1/work/caches",
        "tar -C/workspace, tar -C/tmp/v/1/work",
        "PATH=/bin:/workspace/bin, PATH=/bin:/tmp/v/1/work/bin",
        "see /workspace., see /tmp/v/1/work.",
    })
    void pathsAreReplacedOnceAndTheLongestWins(String text, String replaced) {
        assertThat(paths.replace(text)).isEqualTo(replaced);
    }

    @ParameterizedTest
    @CsvSource({"/run-pods", "/run-pod.tar", "/run-pod-files/x", "/data/workspace", "/home/me/tmp/x", "workspace"})
    void otherPathsStay(String text) {
        assertThat(paths.replace(text)).isEqualTo(text);
    }

    @Test
    void whatIsBelowAPathBelongsToIt() {
        assertThat(paths.has("/workspace")).isTrue();
        assertThat(paths.has("/workspace/a/b")).isTrue();
        assertThat(paths.has("/workspaces")).isFalse();
    }
}
