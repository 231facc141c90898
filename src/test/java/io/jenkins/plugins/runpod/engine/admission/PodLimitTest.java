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
import java.util.List;
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
    private PodLimit limit;

    @BeforeEach
    void start() {
        limit = new PodLimit("prod", () -> cap, new ReservationsFile(folder.resolve("places.json")).of("prod"), now);
    }

    private Optional<Admission.Hold> ask(String task) {
        try {
            TaskParameters parameters = new TaskParameters();
            parameters.image = "app";
            return limit.ask(
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
        limit.over(id("b"));
        assertThat(limit.hold(id("c"), now))
                .hasValueSatisfying(hold -> assertThat(hold.why()).contains("number 1 of 1"));
    }

    @Test
    void whoseTurnComesIsTold() {
        ask("a");
        ask("b");
        now = now.plusSeconds(1);
        ask("c");
        limit.over(id("a"));
        assertThat(turns).containsExactly("b");
        assertThat(ask("b")).isEmpty();
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
        limit.over(id("a"));
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
                return applicant.task().task().equals("b") ? limit.hold(id("c"), at) : Optional.empty();
            }
        };
        ask("a");
        ask("b");
        now = now.plusSeconds(1);
        ask("c");

        Admission both = Admission.both(registry, limit);
        both.ask(new Admission.Applicant(id("b"), null, now, () -> {}), now);
        both.over(id("a"));

        assertThat(turns).containsExactly("c");
    }
}
