package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All orders in which an exit code and the signs of an end from outside can arrive, together or one after the other. */
class OrdersTest {
    /** What one object can show for the first time. */
    private enum Sign {
        EXIT,
        REASON,
        CONDITION,
        DELETION,
        PHASE
    }

    /** One history: what is new in each object. */
    private record History(List<Set<Sign>> objects, int seconds, String reason, int code, boolean keepsReason) {
        int first(Sign sign) {
            for (int i = 0; i < objects.size(); i++) {
                if (objects.get(i).contains(sign)) {
                    return i;
                }
            }
            return Integer.MAX_VALUE;
        }

        int firstOutside() {
            return Math.min(first(Sign.REASON), Math.min(first(Sign.CONDITION), first(Sign.DELETION)));
        }
    }

    private static Stream<History> histories() {
        List<History> histories = new ArrayList<>();
        for (List<Set<Sign>> objects : orders(EnumSet.allOf(Sign.class))) {
            for (int seconds : new int[] {1, 30}) {
                for (int code : new int[] {0, 143}) {
                    histories.add(new History(objects, seconds, "Terminated", code, true));
                    histories.add(new History(objects, seconds, "Shutdown", code, true));
                    histories.add(new History(objects, seconds, "Evicted", code, false));
                }
            }
        }
        assertThat(histories).hasSizeGreaterThan(1000);
        return histories.stream();
    }

    /** All ordered ways to share these signs, and all subsets with an exit code, among objects. */
    private static List<List<Set<Sign>>> orders(Set<Sign> signs) {
        List<List<Set<Sign>>> all = new ArrayList<>();
        for (Set<Sign> some : subsets(signs)) {
            if (some.contains(Sign.EXIT)) {
                share(some, List.of(), all);
            }
        }
        return all;
    }

    private static void share(Set<Sign> left, List<Set<Sign>> before, List<List<Set<Sign>>> all) {
        if (left.isEmpty()) {
            all.add(before);
            return;
        }
        for (Set<Sign> next : subsets(left)) {
            if (!next.isEmpty()) {
                Set<Sign> rest = EnumSet.copyOf(left);
                rest.removeAll(next);
                List<Set<Sign>> objects = new ArrayList<>(before);
                objects.add(next);
                share(rest, objects, all);
            }
        }
    }

    private static List<Set<Sign>> subsets(Set<Sign> signs) {
        List<Set<Sign>> all = new ArrayList<>(List.of(EnumSet.noneOf(Sign.class)));
        for (Sign sign : signs) {
            for (Set<Sign> some : List.copyOf(all)) {
                Set<Sign> more = some.isEmpty() ? EnumSet.noneOf(Sign.class) : EnumSet.copyOf(some);
                more.add(sign);
                all.add(more);
            }
        }
        return all;
    }

    @Test
    void noSuccessIsSaidOfWhatWasEndedAndNoVerdictIsTakenBack() {
        histories().forEach(history -> {
            try {
                check(history);
            } catch (AssertionError e) {
                throw new AssertionError(history.toString(), e);
            }
        });
    }

    private static void check(History history) {
        Story story = Story.bound().creating().after(5).running().after(60);
        Optional<Diagnosis> settled = Optional.empty();
        for (int i = 0; i < history.objects().size(); i++) {
            show(story, history, i);
            Diagnosis d = story.now();
            assertThat(d.verdict().terminal() || d.verdict() == Verdict.RUNNING)
                    .as("%s", d)
                    .isTrue();
            assertThat(d.settled() || d.recheckAt().isPresent() || d.verdict() == Verdict.RUNNING)
                    .as("an end that is not settled is looked at again")
                    .isTrue();
            if (settled.isPresent()) {
                assertThat(d.verdict())
                        .as("settled before")
                        .isEqualTo(settled.get().verdict());
            } else if (d.verdict().terminal() && d.settled()) {
                settled = Optional.of(d);
            }
            assertThat(d.verdict() == Verdict.SUCCEEDED && history.firstOutside() <= history.first(Sign.EXIT))
                    .as("%s", d)
                    .isFalse();
            story.after(history.seconds());
        }
        Verdict last = story.after(10).verdict();
        settled.ifPresent(d -> assertThat(last).isEqualTo(d.verdict()));
        boolean phaseFirst = history.first(Sign.PHASE) < history.first(Sign.EXIT);
        if (history.firstOutside() <= history.first(Sign.EXIT) || phaseFirst) {
            assertThat(last).isEqualTo(Verdict.OUTCOME_UNKNOWN);
        } else if (history.seconds() > 10 || history.firstOutside() == Integer.MAX_VALUE) {
            assertThat(last).isEqualTo(history.code() == 0 ? Verdict.SUCCEEDED : Verdict.TASK_FAILED);
        }
        assertThat(story.gone().verdict()).as("and when the pod is gone").isEqualTo(last);
    }

    private static void show(Story story, History history, int object) {
        Set<Sign> signs = history.objects().get(object);
        boolean reasonGoes = !history.keepsReason() && object > history.first(Sign.REASON);
        if (signs.contains(Sign.REASON)) {
            String message = history.reason().equals("Evicted") ? "The node was low on resource: memory." : "";
            story.says(history.reason(), message);
        } else if (reasonGoes) {
            story.says("", "");
        }
        if (signs.contains(Sign.CONDITION)) {
            story.condition("DisruptionTarget", "True", "TerminationByKubelet");
        }
        if (signs.contains(Sign.DELETION)) {
            story.deletionAsked(30);
        }
        if (signs.contains(Sign.EXIT)) {
            story.state(
                    "main",
                    Story.terminated(
                            history.code(), history.code() == 0 ? "Completed" : "Error", Story.BEGIN, story.moment()));
        } else if (object < history.first(Sign.EXIT)) {
            story.state("main", new Running(Optional.of(Story.BEGIN)));
        }
        // The phase follows the containers. Before the exit code it says that the kubelet has ended the pod.
        if (signs.contains(Sign.PHASE)) {
            boolean success =
                    history.code() == 0 && history.first(Sign.EXIT) <= object && history.firstOutside() > object;
            story.phase(success ? "Succeeded" : "Failed");
        }
        story.seen();
    }
}
