package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.tenancy.TenancyTiming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures in docs/scale.md are those of the code. */
class ScaleTest {
    static Stream<Arguments> figures() {
        ClusterSettings settings = ClusterSettings.of("");
        Duration watch = StreamTiming.DEFAULT.watch();
        return Stream.of(
                Arguments.of("pods in a page of a list", PagedList.PAGE),
                Arguments.of("time of a watch", watch.toMinutes() + " to " + watch.toMinutes() * 9 / 5 + " min"),
                Arguments.of(
                        "renewal of a lease in use",
                        TenancyTiming.USUAL.renewal().toSeconds() + " s"),
                Arguments.of("requests a second of a controller to a cluster", (int) settings.requestsPerSecond()),
                Arguments.of("the same at once after a pause", settings.burst()));
    }

    @ParameterizedTest
    @MethodSource("figures")
    void theDocumentHasTheFiguresOfTheCode(String name, Object value) throws IOException {
        Path file = Stream.of("docs/scale.md", "../docs/scale.md")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        assertThat(file).content().contains("| " + name + " | " + value + " |");
    }
}
