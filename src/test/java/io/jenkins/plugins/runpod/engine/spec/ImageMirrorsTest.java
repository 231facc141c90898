package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageMirrorsTest {
    private static final ImageMirrors MIRRORS = ImageMirrors.of(
            List.of(
                    "docker.io=mirror.example/hub",
                    " docker.io/library/maven = tools.example:5000/mvn ",
                    "index.docker.io/team=team.example/",
                    "quay.io/org=mirror.example/quay",
                    "quay.io/whole=whole.example",
                    "localhost:5000=mirror.example/local"),
            false);

    @ParameterizedTest
    @CsvSource({
        "busybox,                        mirror.example/hub/library/busybox",
        "busybox:1.36,                   mirror.example/hub/library/busybox:1.36",
        "busybox@sha256:0a1b,            mirror.example/hub/library/busybox@sha256:0a1b",
        "busybox:1@sha256:0a1b,          mirror.example/hub/library/busybox:1@sha256:0a1b",
        "library/busybox,                mirror.example/hub/library/busybox",
        "docker.io/busybox,              mirror.example/hub/library/busybox",
        "index.docker.io/org/app:1,      mirror.example/hub/org/app:1",
        "org/app,                        mirror.example/hub/org/app",
        "maven:3,                        tools.example:5000/mvn:3",
        "team/app:2,                     team.example/app:2",
        "teams/app:2,                    mirror.example/hub/teams/app:2",
        "quay.io/org/app,                mirror.example/quay/app",
        "quay.io/org/deep/app:v1,        mirror.example/quay/deep/app:v1",
        "quay.io/organic/app,            ",
        "quay.io/other/app,              ",
        "quay.io/whole:1,                ",
        "quay.io/whole/app:1,            whole.example/app:1",
        "localhost:5000/app:1,           mirror.example/local/app:1",
        "localhost/app:1,                ",
        "mirror.example/hub/app,         ",
        "registry.example:5000/app:1,    ",
        "'',                             ",
    })
    void theLongestPrefixWins(String image, String mirrored) {
        assertThat(MIRRORS.mirrored(image).orElse(null)).isEqualTo(mirrored);
    }

    @ParameterizedTest
    @CsvSource({"mirror.example/hub/library/busybox:1, true", "mirror.example/hubs/app, false", "busybox, false"})
    void knowsWhatComesFromAMirror(String image, boolean mirrored) {
        assertThat(MIRRORS.isMirrored(image)).isEqualTo(mirrored);
    }

    @Test
    void namesEachProblem() {
        assertThat(ImageMirrors.problems(List.of(
                        "docker.io",
                        "library=mirror.example",
                        "docker.io=",
                        "quay.io=https://mirror.example",
                        "quay.io=Mirror.example/UPPER",
                        "docker.io=a.example",
                        "index.docker.io=b.example")))
                .containsExactly(
                        "\"docker.io\" is not of the form REGISTRY=MIRROR, such as docker.io=mirror.example/hub",
                        "\"library\" does not begin with the host of a registry, such as docker.io",
                        "\"\" does not begin with the host of a registry, such as docker.io",
                        "\"https://mirror.example\" does not begin with the host of a registry, such as docker.io",
                        "\"Mirror.example/UPPER\" does not begin with the host of a registry, such as docker.io",
                        "\"quay.io\" has several mirrors",
                        "\"docker.io\" has several mirrors",
                        "\"index.docker.io\" has several mirrors");
        assertThat(ImageMirrors.problems(List.of("docker.io=mirror.example:5000/a/b-c_d")))
                .isEmpty();
    }
}
