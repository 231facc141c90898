package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastEventsTest {
    /** @param line {@code SECOND REASON MESSAGE}. An event of a container has its name after the second: {@code 3/main} */
    private static PodEvent event(String line) {
        String[] words = line.split(" ", 3);
        String[] when = words[0].split("/");
        Optional<Instant> at = Optional.of(Instant.EPOCH.plusSeconds(Integer.parseInt(when[0])));
        return new PodEvent(words[1], words.length > 2 ? words[2] : "", "uid", when.length > 1 ? when[1] : "", at, at);
    }

    private static List<String> afterStart(String... lines) {
        List<PodEvent> events = Arrays.stream(lines).map(LastEventsTest::event).toList();
        return reasons(LastEvents.afterStart(events, "main"));
    }

    private static List<String> reasons(List<PodEvent> events) {
        return events.stream().map(PodEvent::reason).toList();
    }

    @Test
    void whatThePodGotOverDoesNotExplainItsEnd() {
        assertThat(afterStart(
                        "9 FailedScheduling no node",
                        "1 Scheduled",
                        "2 FailedMount not yet",
                        "3/main Failed pull",
                        "4/main BackOff pull",
                        "5/main Started",
                        "6/beside Started",
                        "5/main FailedPostStartHook hook",
                        "7 FailedMount late",
                        "8/beside BackOff restarting"))
                .containsExactly("FailedPostStartHook", "FailedMount", "BackOff");
    }

    @Test
    void whatFollowsFromTheStopIsLeftOutAndWhyItWasStoppedIsNot() {
        assertThat(afterStart(
                        "1/main Started",
                        "20 Preempted by a pod",
                        "10/main Killing Stopping container main",
                        "10/main Unhealthy Readiness probe failed",
                        "11/main Unhealthy Readiness probe failed again",
                        "12/main FailedPreStopHook x"))
                .containsExactly("Unhealthy", "Preempted");
    }

    @Test
    void killForAProbeIsNamed() {
        assertThat(afterStart(
                        "1/main Started",
                        "10/main Killing Container main failed liveness probe",
                        "11/main Unhealthy Liveness probe failed"))
                .containsExactly("Killing", "Unhealthy");
    }

    @Test
    void thereAreThreeAtMostAndNoneTwice() {
        assertThat(LastEvents.afterStart(
                        List.of(event("3 A x"), event("1 B x"), event("5 B x"), event("4 C x"), event("2 D x")), ""))
                .extracting(e -> e.reason() + e.last().orElseThrow().getEpochSecond())
                .containsExactly("A3", "C4", "B5");
    }

    @Test
    void eventsWithoutTimesAreKept() {
        PodEvent untimed = new PodEvent("Evicted", "low", "uid", "", Optional.empty(), Optional.empty());
        assertThat(LastEvents.afterStart(List.of(untimed, event("5/main Started")), "main"))
                .containsExactly(untimed);
        assertThat(LastEvents.afterStart(List.of(), "main")).isEmpty();
    }

    @Test
    void onlyTroubleKeepsAPodFromStarting() {
        List<PodEvent> events = List.of(
                event("1 Scheduled"),
                event("2/main Pulling"),
                event("3/main Failed no such image"),
                event("3/main Failed Error: ErrImagePull"),
                event("4/main BackOff Back-off pulling image"),
                event("5/main Killing Stopping container main"));
        assertThat(LastEvents.beforeStart(events)).containsExactly(events.get(2));
    }

    /** Of all recorded pods that ran, these have something to tell. */
    @ParameterizedTest
    @CsvSource({
        "v1.20.2/evicted--ephemeral.ndjson,Evicted",
        "v1.32.13/evicted--emptydir.ndjson,Evicted",
        "v1.20.2/deleted--plain.ndjson,",
        "v1.32.13/deleted--handles-term.ndjson,",
        "v1.20.2/oomkilled--never.ndjson,",
        "v1.32.13/crash--termmsg.ndjson,",
        "v1.20.2/qps-exceeded--p7.ndjson,",
    })
    void recordedPod(String file, String reasons) throws IOException {
        assertThat(String.join(" ", reasons(LastEvents.afterStart(RecordingsTest.events(file), "main"))))
                .isEqualTo(reasons == null ? "" : reasons);
    }
}
