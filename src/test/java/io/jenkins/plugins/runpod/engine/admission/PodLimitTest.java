package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodLimitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final List<String> turns = new ArrayList<>();
    private Instant now = START;
    private int cap = 1;
    private final Map<String, Integer> caps = new HashMap<>();
    private PodLimit limit;

    @BeforeEach
    void start() {
        limit = new PodLimit("prod", this::caps, new ReservationsFile(folder.resolve("places.json")).of("prod"), now);
    }

    private PodCaps caps() {
        return new PodCaps(
                cap == 0 ? PodCaps.NONE : cap, !caps.isEmpty(), name -> caps.getOrDefault(name, PodCaps.NONE));
    }

    private Optional<Admission.Hold> ask(String task) {
        return ask("", task);
    }

    private Optional<Admission.Hold> ask(String folder, String task) {
        try {
            TaskParameters parameters = new TaskParameters();
            parameters.image = "app";
            return limit.of(folder)
                    .ask(
                            new Admission.Applicant(
                                    id(task),
                                    TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                                    now,
                                    () -> turns.add(task)),
                            now);
        } catch (InvalidParameters e) {
            throw new IllegalStateException(e);
        }
    }

    private static TaskId id(String task) {
        return new TaskId("c", task);
    }

    private void over(String task) {
        limit.of("").over(id(task), now);
    }

    private String held(String task) {
        return limit.of("").hold(id(task), now).orElseThrow().why();
    }

    @Test
    void whoWaitsIsToldItsPlaceAndThatItCostsNothing() {
        ask("a");
        ask("b");
        now = now.plusSeconds(1);
        assertThat(ask("c"))
                .hasValueSatisfying(hold ->
                        assertThat(hold.why()).contains("Cluster prod", "1 pod at once", "number 2 of 2", "no budget"));
    }

    @Test
    void thePlaceThatIsShownIsThePresentOne() {
        ask("a");
        ask("b");
        now = now.plusSeconds(1);
        ask("c");
        over("b");
        assertThat(limit.of("").hold(id("c"), now))
                .hasValueSatisfying(hold -> assertThat(hold.why()).contains("number 1 of 1"));
    }

    @Test
    void whoseTurnComesIsTold() {
        ask("a");
        ask("b");
        now = now.plusSeconds(1);
        ask("c");
        over("a");
        assertThat(turns).containsExactly("b");
        assertThat(ask("b")).isEmpty();
    }

    @Test
    void whoWaitsBesideOtherFoldersIsToldItsNumberAmongItsOwn() {
        ask("team", "a");
        ask("team", "b");
        ask("team", "c");
        ask("other", "d");
        assertThat(held("c"))
                .isEqualTo("Cluster prod may run 1 pod at once. This task is number 2 of 2 in the queue of its folder."
                        + " 1 other folder waits as well. Waiting in the queue uses no budget.");
        ask("third", "e");
        assertThat(held("d")).contains("number 1 of 1 in the queue of its folder. 2 other folders wait as well.");
    }

    @Test
    void theCapOfAFolderHoldsItsOwnTasksOnlyAndSaysSo() {
        cap = 3;
        caps.put("team", 1);
        ask("team", "a");
        assertThat(ask("team", "b"))
                .hasValueSatisfying(hold -> assertThat(hold.why())
                        .isEqualTo(
                                "Folder team may run 1 pod at once in cluster prod. This task is number 1 of 1 in the"
                                        + " queue of the folder. Waiting in the queue uses no budget."));
        assertThat(ask("other", "c")).isEmpty();
        caps.put("team", 2);
        limit.changed();
        assertThat(turns).containsExactly("b");
    }

    @Test
    void aFolderCanHaveACapThoughItsClusterHasNone() {
        cap = 0;
        caps.put("team", 1);
        ask("team", "a");
        assertThat(ask("team", "b")).isPresent();
        assertThat(ask("other", "c")).isEmpty();
        start();
        assertThat(ask("other", "d")).isEmpty();
        assertThat(ask("team", "b"))
                .hasValueSatisfying(hold -> assertThat(hold.why()).contains("Folder team may run 1 pod"));
        now = now.plus(PodLimit.SETTLING);
        assertThat(ask("team", "b")).isPresent();
        over("a");
        assertThat(turns).containsExactly("b");
    }

    @Test
    void afterARestartAFolderStillHasItsPlacesAndAnUnknownOneIsFilledIn() throws IOException {
        cap = 2;
        Files.writeString(folder.resolve("places.json"), "{\"format\":1,\"clusters\":{\"prod\":[\"a\",\"b\"]}}");
        start();
        assertThat(ask("team", "a")).isEmpty();
        assertThat(folder.resolve("places.json")).content().contains("\"a\":\"team\"", "\"b\":\"\"");
        now = now.plus(PodLimit.SETTLING);
        ask("team", "c");
        now = now.plusSeconds(1);
        ask("other", "d");
        over("b");
        assertThat(turns).containsExactly("d");
    }

    /** Its callback is used up, and another folder has come before it asks. */
    @Test
    void aTaskThatIsOvertakenAfterItsTurnWasCalledIsCalledAgain() {
        cap = 2;
        ask("team", "a");
        ask("team", "b");
        ask("team", "c");
        over("a");
        assertThat(ask("other", "d")).isEmpty();
        assertThat(ask("team", "c")).isPresent();
        over("d");
        assertThat(turns).containsExactly("c", "c");
    }

    @Test
    void aCapThatIsRaisedIsUsedAtOnce() {
        ask("a");
        ask("b");
        cap = 2;
        limit.changed();
        assertThat(turns).containsExactly("b");
    }

    @Test
    void withoutACapNobodyWaits() {
        cap = 0;
        assertThat(ask("a")).isEmpty();
        assertThat(ask("b")).isEmpty();
    }

    @Test
    void thoseWhoCameBeforeThereWasACapCount() {
        cap = 0;
        ask("a");
        cap = 1;
        assertThat(ask("b")).isPresent();
    }

    @Test
    void afterARestartThePlacesAreStillTaken() {
        ask("a");
        start();
        assertThat(ask("b")).isPresent();
        assertThat(ask("a")).isEmpty();
    }

    @Test
    void afterARestartWhoWaitedLongerIsServedFirstThoughItComesBackLater() {
        cap = 2;
        ask("a");
        ask("b");
        start();
        over("a");
        now = now.plusSeconds(2);
        assertThat(ask("younger")).isPresent();
        now = now.minusSeconds(1);
        assertThat(ask("older")).isPresent();
        now = START.plus(PodLimit.SETTLING);
        assertThat(ask("younger")).isPresent();
        assertThat(ask("older")).isEmpty();
    }

    @Test
    void aPlaceThatCannotBeSavedIsNotGiven() throws IOException {
        Files.createDirectory(folder.resolve("places.json.new"));
        assertThat(ask("a"))
                .hasValueSatisfying(hold -> assertThat(hold.why()).contains("cannot save which tasks have a pod"));
        Files.delete(folder.resolve("places.json.new"));
        assertThat(ask("b")).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadCountsAsNone() throws IOException {
        Files.writeString(folder.resolve("places.json"), "{");
        start();
        assertThat(ask("a")).isEmpty();
    }

    @Test
    void thePlaceOfATaskThatNobodyKnowsIsFreeWhenNoPodOfItWasSeenForAWhile() {
        ask("lost");
        start();
        ask("b");
        limit.census(Set.of(), known -> false, now);
        assertThat(turns).isEmpty();
        limit.census(Set.of(), known -> false, now.plus(PodLimit.UNKNOWN));
        assertThat(turns).containsExactly("b");
    }

    @Test
    void thePlaceOfATaskIsKeptAsLongAsItsPodIsThereOrItRunsHere() {
        cap = 2;
        ask("pod");
        ask("runs");
        ask("b");
        for (Duration later : List.of(Duration.ZERO, PodLimit.UNKNOWN, Duration.ofDays(1))) {
            limit.census(Set.of("pod"), "runs"::equals, now.plus(later));
        }
        assertThat(turns).isEmpty();
    }

    @Test
    void whoWaitsForARegistryTakesNoPlaceInTheQueue() {
        Admission registry = new Admission() {
            @Override
            public Optional<Hold> ask(Applicant applicant, Instant at) {
                return applicant.task().task().equals("b") ? limit.of("").hold(id("c"), at) : Optional.empty();
            }
        };
        ask("a");
        ask("b");
        now = now.plusSeconds(1);
        ask("c");

        Admission both = Admission.both(registry, limit.of(""));
        both.ask(new Admission.Applicant(id("b"), null, now, () -> {}), now);
        both.over(id("a"), now);

        assertThat(turns).containsExactly("c");
    }
}
