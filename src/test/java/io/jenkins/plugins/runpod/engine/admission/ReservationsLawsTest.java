package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random tasks of some folders that share a cluster, beside a plain statement of the order. */
class ReservationsLawsTest {
    private static final Map<String, Integer> CAPS = Map.of("a", 1, "b", 3, "c", PodCaps.NONE, "d", PodCaps.NONE);
    private static final List<String> FOLDERS = List.of("a", "b", "c", "d");

    private static String folder(String task) {
        return task.substring(0, 1);
    }

    /** What the queues should hold, kept simply. */
    private static final class Model {
        private final Map<String, Instant> waiting = new TreeMap<>();
        private final List<String> taken = new ArrayList<>();
        private final Map<String, Instant> released = new HashMap<>();

        long held(List<String> tasks, String folder) {
            return tasks.stream().filter(task -> folder(task).equals(folder)).count();
        }

        Instant since(String task) {
            Instant arrived = waiting.get(task);
            Instant end = released.getOrDefault(folder(task), Instant.MIN);
            return arrived.isAfter(end) ? arrived : end;
        }

        /** One place after the other, each to the first of all that wait. */
        List<String> next(int cap) {
            List<String> holders = new ArrayList<>(taken);
            List<String> left = new ArrayList<>(waiting.keySet());
            List<String> next = new ArrayList<>();
            Comparator<String> order = Comparator.<String>comparingLong(task -> held(holders, folder(task)))
                    .thenComparing(this::since)
                    .thenComparing(waiting::get)
                    .thenComparing(task -> task);
            while (holders.size() < cap) {
                List<String> able = left.stream()
                        .filter(task -> held(holders, folder(task)) < CAPS.get(folder(task)))
                        .toList();
                if (able.isEmpty()) {
                    break;
                }
                String first = able.stream().min(order).orElseThrow();
                left.remove(first);
                holders.add(first);
                next.add(first);
            }
            return next;
        }

        void leave(String task, Instant now) {
            waiting.remove(task);
            if (taken.remove(task)
                    && waiting.keySet().stream().anyMatch(other -> folder(other).equals(folder(task)))) {
                released.put(folder(task), now);
            }
            forget();
        }

        void take(String task) {
            waiting.remove(task);
            taken.add(task);
            forget();
        }

        private void forget() {
            released.keySet()
                    .removeIf(folder -> waiting.keySet().stream()
                            .noneMatch(task -> folder(task).equals(folder)));
        }
    }

    @Property(tries = 300)
    void placesGoRoundTheFoldersAndNoneIsIdle(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int most) {
        Random dice = new Random(seed);
        Reservations places = new Reservations(Map.of());
        Model model = new Model();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        for (int step = 0; step < 150; step++) {
            now = now.plusSeconds(dice.nextInt(2));
            int cap = most + (dice.nextInt(10) == 0 ? 3 : 0);
            PodCaps caps = new PodCaps(cap, true, CAPS::get);
            String task = FOLDERS.get(dice.nextInt(4)) + dice.nextInt(8);
            if (dice.nextInt(5) < 2) {
                places.leave(task, now);
                model.leave(task, now);
            } else if (!model.taken.contains(task)) {
                model.waiting.putIfAbsent(task, now);
                boolean may = model.next(cap).contains(task);
                assertThat(places.mayTake(task, folder(task), model.waiting.get(task), caps))
                        .as("place for %s", task)
                        .isEqualTo(may);
                if (may) {
                    places.occupy(task, folder(task));
                    model.take(task);
                }
            }
            assertThat(places.next(caps)).containsExactlyElementsOf(model.next(cap));
            assertThat(places.taken()).containsOnlyKeys(model.taken.toArray(String[]::new));
        }
    }

    /** All folders always want more. */
    @Property(tries = 100)
    void aFolderWithoutAPlaceGetsOneBeforeAnotherGetsTwo(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int cap) {
        Random dice = new Random(seed);
        PodCaps caps = new PodCaps(cap, true, CAPS::get);
        Reservations places = new Reservations(Map.of());
        Map<String, Integer> passed = new HashMap<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 400; i++) {
            for (String folder : FOLDERS) {
                places.mayTake(folder + i, folder, now, PodCaps.ofCluster(0));
            }
            now = now.plusSeconds(1);
            for (String task : places.next(caps)) {
                places.occupy(task, folder(task));
                FOLDERS.forEach(folder -> passed.merge(folder, 1, Integer::sum));
            }
            List<String> holders = new ArrayList<>(places.taken().keySet());
            for (String folder : FOLDERS) {
                if (holders.stream().anyMatch(task -> folder(task).equals(folder))) {
                    passed.put(folder, 0);
                }
                assertThat(passed.get(folder))
                        .as("places for others before %s", folder)
                        .isLessThan(FOLDERS.size());
            }
            places.leave(holders.get(dice.nextInt(holders.size())), now);
        }
    }
}
