package io.jenkins.plugins.runpod.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random lives of many tasks below a cap, with a controller that is killed at any moment. */
class PodLimitLawsTest {
    private static final int TASKS = 30;
    private static final Map<String, Integer> CAPS = Map.of("a", 1, "b", 2, "c", PodCaps.NONE);

    private static String folder(String task) {
        return List.of("a", "b", "c").get(Integer.parseInt(task.substring(5)) % 3);
    }

    /** What survives: the cluster's pods, the saved places, and what each task has saved of itself. */
    private static final class World implements PodLimit.Store {
        private final Random dice;
        private final int cap;
        private final Set<String> pods = new TreeSet<>();
        private final Map<String, Instant> arrived = new TreeMap<>();
        private final Set<String> over = new TreeSet<>();
        private final List<String> started = new ArrayList<>();
        private Map<String, String> saved = Map.of();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        private final Set<String> loaded = new TreeSet<>();
        private final Set<String> called = new TreeSet<>();
        private PodLimit limit;
        private boolean faults = true;

        World(long seed, int cap) {
            this.dice = new Random(seed);
            this.cap = cap;
            restart();
        }

        @Override
        public Map<String, String> load() {
            return saved;
        }

        @Override
        public void save(Map<String, String> tasks) throws IOException {
            if (faults && dice.nextInt(20) == 0) {
                throw new IOException("disk full");
            }
            saved = tasks;
        }

        @Override
        public void save(String task, Optional<String> folder) throws IOException {
            Map<String, String> changed = new TreeMap<>(saved);
            folder.ifPresentOrElse(name -> changed.put(task, name), () -> changed.remove(task));
            save(changed);
        }

        void restart() {
            loaded.clear();
            called.clear();
            limit = new PodLimit("c", () -> new PodCaps(cap, true, CAPS::get), this, now);
        }

        /** A task begins, or is loaded after a restart. */
        void begin(String task) {
            if (!over.contains(task) && loaded.add(task)) {
                arrived.putIfAbsent(task, now);
                called.add(task);
            }
        }

        /** A task that may ask does so, and makes its pod, or is killed before it can. */
        void ask(String task) {
            if (!loaded.contains(task) || pods.contains(task) || !called.contains(task)) {
                return;
            }
            called.remove(task);
            boolean free = limit.of(folder(task))
                    .ask(
                            new Admission.Applicant(
                                    new TaskId("c", task), null, arrived.get(task), () -> called.add(task)),
                            now)
                    .isEmpty();
            if (free) {
                if (faults && dice.nextInt(10) == 0) {
                    restart();
                } else {
                    pods.add(task);
                    started.add(task);
                }
            } else if (dice.nextInt(4) == 0) {
                called.add(task); // it asks on its own, to tell its place
            }
        }

        /** A pod ends; a task that is loaded knows, and one that is not will when it is. */
        void end(String task) {
            if (loaded.contains(task) && pods.remove(task)) {
                over.add(task);
                if (dice.nextInt(10) == 0) {
                    restart();
                } else {
                    loaded.remove(task);
                    limit.of(folder(task)).over(new TaskId("c", task), now);
                }
            }
        }

        long ofFolder(String folder) {
            return pods.stream().filter(task -> folder(task).equals(folder)).count();
        }

        void census() {
            now = now.plus(PodLimit.UNKNOWN);
            limit.census(Set.copyOf(pods), loaded::contains, now);
        }
    }

    @Property(tries = 500)
    void thereAreNeverMorePodsThanTheCapWhateverCrashesAndEveryTaskHasItsTurn(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int cap) {
        World world = new World(seed, cap);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            names.add("task-" + i);
        }
        for (int step = 0; world.over.size() < TASKS; step++) {
            assertThat(step).as("steps until all had their turn").isLessThan(200_000);
            String task = names.get(world.dice.nextInt(TASKS));
            switch (world.dice.nextInt(12)) {
                case 0, 1, 2 -> world.begin(task);
                case 3, 4, 5, 6 -> world.ask(task);
                case 7, 8, 9 -> world.end(task);
                case 10 -> world.now = world.now.plus(Duration.ofSeconds(world.dice.nextInt(100)));
                default -> {
                    if (world.dice.nextInt(10) == 0) {
                        world.restart();
                    }
                    world.census();
                }
            }
            assertThat(world.pods).hasSizeLessThanOrEqualTo(cap);
            CAPS.forEach((folder, most) -> assertThat(world.ofFolder(folder)).isLessThanOrEqualTo(most));
        }
    }

    @Property(tries = 200)
    void withOnePlaceTheOrderOfArrivalIsTheOrderOfStartInAFolderAcrossRestarts(@ForAll long seed) {
        World world = new World(seed, 1);
        world.faults = false;
        for (int i = 0; i < TASKS; i++) {
            world.now = world.now.plusSeconds(1);
            world.begin("task-%02d".formatted(i));
            world.ask("task-%02d".formatted(i));
        }
        for (int life = 0; life < 10 * TASKS && world.over.size() < TASKS; life++) {
            world.census();
            for (int round = 0; round < 2; round++) { // in the first one after a restart they only come back
                List<String> all = new ArrayList<>(world.arrived.keySet());
                Collections.shuffle(all, world.dice);
                all.forEach(world::begin);
                world.called.addAll(all);
                all.forEach(world::ask);
                world.now = world.now.plus(PodLimit.SETTLING);
            }
            List.copyOf(world.pods).forEach(world::end);
        }
        assertThat(world.started).hasSize(TASKS);
        CAPS.keySet()
                .forEach(folder -> assertThat(world.started)
                        .filteredOn(task -> folder(task).equals(folder))
                        .isSorted());
    }
}
