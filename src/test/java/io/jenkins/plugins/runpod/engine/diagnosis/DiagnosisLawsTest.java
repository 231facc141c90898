package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for every pod, however strange, and for every history. */
class DiagnosisLawsTest {
    private static final Diagnoser DIAGNOSER = new Diagnoser(ImageErrorRules.none());
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static List<String> recorded = List.of();

    @BeforeContainer
    static void readRecordedLines() throws IOException {
        String file = "/io/jenkins/plugins/runpod/recordings/v1.32.13/node-lost--default-toleration.ndjson";
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(DiagnosisLawsTest.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            recorded = lines.lines().toList();
        }
    }

    @Provide
    Arbitrary<Random> randoms() {
        return Arbitraries.longs().map(Random::new);
    }

    /** One history: pods and events in any order. Each step is checked. */
    @Property(tries = 700)
    void everyHistoryKeepsTheLaws(@ForAll("randoms") Random random) {
        RandomPods pods = new RandomPods(random);
        Instant now = Story.BEGIN;
        Memory memory = Memory.empty();
        boolean successWasSeen = false;
        for (int step = random.nextInt(8); step >= 0; step--) {
            now = now.plusSeconds(random.nextInt(40));
            if (pods.chance(0.3)) {
                Memory known = memory;
                memory = DIAGNOSER.remember(known, List.of(pods.event(now), pods.event(now)), now);
                assertThat(memory.ran() || !known.ran()).as("ran stays latched").isTrue();
                continue;
            }
            PodSnapshot pod = pods.pod(now);
            successWasSeen |= showsSuccess(pod);
            Diagnosis d = DIAGNOSER.diagnose(pod, Optional.empty(), memory, now);
            check(d, memory, successWasSeen);
            Diagnosis again = DIAGNOSER.diagnose(pod, Optional.empty(), d.memory(), now);
            assertThat(again.verdict())
                    .as("the same state again: %s after %s", pod, memory)
                    .isEqualTo(d.verdict());
            assertThat(again.memory()).as("nothing new to save").isEqualTo(d.memory());
            memory = d.memory();
            check(DIAGNOSER.gone(memory, now), memory, successWasSeen);
        }
    }

    private static void check(Diagnosis d, Memory before, boolean successWasSeen) {
        assertThat(d.memory().ran() || !before.ran()).as("ran stays latched").isTrue();
        assertThat(d.memory().resultRan() || !before.resultRan())
                .as("resultRan stays latched")
                .isTrue();
        if (d.verdict() == Verdict.SUCCEEDED) {
            assertThat(successWasSeen).as("success is seen, never inferred").isTrue();
        }
        if (d.verdict() == Verdict.NEVER_STARTED) {
            assertThat(d.memory().ran()).as("what ran has started").isFalse();
        }
        assertThat(d.verdict()).isNotEqualTo(Verdict.CANCELLED);
        assertThat(d.recheckAt().isPresent()).isEqualTo(d.verdict().terminal() && !d.settled());
    }

    private static boolean showsSuccess(PodSnapshot pod) {
        boolean fromOutside = pod.deletionTimestamp().isPresent()
                || pod.disruption().isPresent()
                || (!List.of("", "new").contains(pod.reason()) && !pod.phase().equals("Succeeded"));
        return pod.result(Optional.empty())
                .filter(c -> c.state() instanceof Terminated t
                        && t.exitCode() == 0
                        && (!fromOutside || endedLongBefore(t, pod)))
                .isPresent();
    }

    private static boolean endedLongBefore(Terminated t, PodSnapshot pod) {
        return t.finishedAt().isPresent()
                && pod.deletionTimestamp()
                        .filter(at -> !t.finishedAt()
                                .get()
                                .isAfter(at.minusSeconds(pod.deletionGrace()).minusSeconds(5)))
                        .isPresent();
    }

    @Property(tries = 250)
    void memoryThatWasSavedAndReadAgainDecidesTheSame(@ForAll("randoms") Random random) throws IOException {
        RandomPods pods = new RandomPods(random);
        Instant now = Story.BEGIN;
        Memory memory = DIAGNOSER
                .diagnose(pods.pod(now), Optional.empty(), Memory.empty(), now)
                .memory();
        memory = DIAGNOSER.remember(memory, List.of(pods.event(now)), now);
        Memory read = JSON.readValue(JSON.writeValueAsString(memory), Memory.class);
        assertThat(read).isEqualTo(memory);
    }

    @Property(tries = 250)
    void aStreamOfObjectsOfAnyShapeIsReadToItsEnd(@ForAll("randoms") Random random) {
        RandomPods pods = new RandomPods(random);
        DiagnosisStream stream = new DiagnosisStream(DIAGNOSER, Optional.empty());
        for (int i = 0; i < 4; i++) {
            JsonNode line = pods.mutated(pods.pick(recorded));
            boolean pod = line.path("object").path("kind").asText("").equals("Pod")
                    && !List.of("END", "BOOKMARK", "ERROR")
                            .contains(line.path("type").asText(""));
            assertThat(stream.accept(line))
                    .hasSizeGreaterThanOrEqualTo(pod && line.get("object").isObject() ? 1 : 0);
        }
    }

    @Property(tries = 250)
    void whatAnImageIsCalledNeverInfluencesItsClass(@ForAll("randoms") Random random) {
        RandomPods pods = new RandomPods(random);
        String message = pods.pick(ImageNamesTest.MESSAGES);
        String name = pods.imageName();
        assertThat(ImageNamesTest.rule(message, name).cause())
                .as("%s in %s", name, message)
                .isEqualTo(ImageNamesTest.rule(message, ImageNamesTest.PLAIN).cause());
    }

    @Property(tries = 200)
    void aMessageOfAnyKindHasARow(@ForAll String message, @ForAll String image) {
        assertThat(PullRules.match(message, image, ImageErrorRules.none())).isNotNull();
    }
}
