package io.jenkins.plugins.runpod.engine.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.admission.CreateDamping;
import io.jenkins.plugins.runpod.engine.admission.PodCaps;
import io.jenkins.plugins.runpod.engine.admission.PodLimit;
import io.jenkins.plugins.runpod.engine.admission.ReservationsFile;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Many tasks of one controller in five clusters. Folders of very different sizes share the pods of each cluster. The controller is
 * killed once, while most of its tasks wait in the queue.
 */
final class SimulatedFleet {
    private static final int CLUSTERS = 5;
    private static final int FOLDERS = 8;
    private static final Duration ARRIVALS = Duration.ofMinutes(2);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    final List<String> violations = new ArrayList<>();

    private final SimulatedTime time = new SimulatedTime();
    private final Dice dice;
    private final Path reservations;
    private final int cap;
    private final List<Site> sites = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Member> byPod = new HashMap<>();
    private final Map<Instant, Integer> savesOfSeconds = new HashMap<>();

    private SimulatedProcess process;
    private PodTaskEngine engine;
    private int settled;
    private long saves;
    private int mostTimers;
    private long heap;
    private int loaded;
    private long resumeNanos;
    private long savesOfResume;

    /** @param folder for its file of reservations */
    SimulatedFleet(int tasks, long seed, Path folder) {
        dice = new Dice(seed);
        reservations = folder.resolve("reservations.json");
        cap = Math.max(FOLDERS, tasks / CLUSTERS / 4);
        for (int i = 0; i < CLUSTERS; i++) {
            sites.add(new Site("cluster-" + i, i * 0.01));
        }
        for (int i = 0; i < tasks; i++) {
            members.add(new Member(i));
        }
    }

    void play() {
        start();
        members.forEach(member -> time.after(member.arrival, () -> {
            member.arrived = true;
            member.run();
        }));
        run(ARRIVALS.plusMinutes(1));
        restart();
        run(Duration.ofDays(60));
        judgeEnd();
    }

    private void start() {
        process = new SimulatedProcess(time);
        engine = new PodTaskEngine(time, process, process);
        ReservationsFile file = new ReservationsFile(reservations);
        sites.forEach(site -> site.start(file));
        members.stream().filter(member -> member.arrived && !member.settled).forEach(Member::run);
    }

    private void restart() {
        loaded = engine.tasks().size();
        long before = heap();
        process.die();
        sites.forEach(Site::disconnected);
        engine = null;
        run(Duration.ofMinutes(2)); // what was under way ends
        heap = before - heap();
        long savedBefore = saves;
        long began = System.nanoTime();
        start();
        run(Duration.ofSeconds(6)); // what nothing depends on is saved within five
        resumeNanos = System.nanoTime() - began;
        savesOfResume = saves - savedBefore;
    }

    private void run(Duration length) {
        Instant end = time.instant().plus(length);
        while (settled < members.size() && time.next(end)) {
            mostTimers = Math.max(mostTimers, process.timers());
        }
        time.jump(settled < members.size() ? end : time.instant());
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void judgeEnd() {
        sites.forEach(Site::judgeEnd);
        members.forEach(Member::judgeEnd);
        if (!engine.tasks().isEmpty()) {
            violations.add(engine.tasks().size() + " tasks are not forgotten");
        }
        if (process.timers() > 0) {
            violations.add(process.timers() + " timers are left");
        }
    }

    double timersOfTask() {
        return (double) mostTimers / loaded;
    }

    double savesOfTask() {
        return (double) saves / members.size();
    }

    double savesOfResumedTask() {
        return (double) savesOfResume / loaded;
    }

    double heapOfTask() {
        return (double) heap / loaded;
    }

    String figures() {
        return String.format(
                "%,d tasks, %,d at the kill: heap %.1f MiB (%.1f KiB a task), saves %.1f a task and %,d in the busiest second,"
                        + " timers %,d at most (%.2f a task), resumed in %.2f s with %.2f saves a task, longest wait by folder %s",
                members.size(),
                loaded,
                heap / 1048576.0,
                heapOfTask() / 1024,
                savesOfTask(),
                savesOfSeconds.values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0),
                mostTimers,
                timersOfTask(),
                resumeNanos / 1e9,
                savesOfResumedTask(),
                longestWaits());
    }

    private Map<String, Duration> longestWaits() {
        Map<String, Duration> longest = new TreeMap<>();
        members.stream()
                .filter(member -> member.admittedAt != null)
                .forEach(member -> longest.merge(
                        member.folder,
                        Duration.between(member.arrivedAt, member.admittedAt),
                        (a, b) -> a.compareTo(b) > 0 ? a : b));
        return longest;
    }

    /** One cluster with its cap. What is counted here is independent of what the controller counts. */
    private final class Site {
        private final String name;
        private final SimulatedCluster cluster;
        private final Map<String, Integer> held = new HashMap<>();
        private final Map<String, Integer> waiting = new HashMap<>();
        private PodLimit limit;
        private CreateDamping creates;

        Site(String name, double faultRate) {
            this.name = name;
            cluster = new SimulatedCluster(
                    time,
                    dice,
                    faultRate,
                    pod -> byPod.containsKey(pod) && byPod.get(pod).intends(pod),
                    SimulatedHistory::ordinary);
        }

        void start(ReservationsFile file) {
            waiting.clear();
            creates = new CreateDamping();
            limit = new PodLimit(name, () -> PodCaps.ofCluster(cap), file.of(name), time.instant());
            cluster.execs = new SimulatedCluster.Execs(
                    process::isAlive, exec -> violations.add("a command for " + exec.pod()), pod -> {});
        }

        void disconnected() {
            cluster.disconnected();
            limit = null;
            creates = null;
        }

        /** The folder gets a place. No folder that waits may have much less. */
        void gives(String folder) {
            int free = cap - held.values().stream().mapToInt(Integer::intValue).sum();
            int own = held.merge(folder, 1, Integer::sum);
            if (free < 1) {
                violations.add("more than " + cap + " reservations in " + name);
            }
            waiting.forEach((other, number) -> {
                if (number > 0 && own > held.getOrDefault(other, 0) + 1 + free) {
                    violations.add(folder + " gets place " + own + ", while " + other + " waits with "
                            + held.getOrDefault(other, 0));
                }
            });
            if (cluster.present() > cap) {
                violations.add(cluster.present() + " pods in " + name);
            }
        }

        void judgeEnd() {
            violations.addAll(cluster.violations);
            cluster.created.forEach((pod, times) -> {
                if (times > 1) {
                    violations.add("pod " + pod + " was created " + times + " times");
                }
            });
            if (cluster.present() > 0) {
                violations.add(cluster.present() + " pods are left in " + name);
            }
        }
    }

    /** One task. Nothing of a process is kept here. */
    private final class Member implements TaskStore, OutputMedium, PodTaskListener {
        private final int number;
        private final Site site;
        private final String folder;
        private final Duration arrival;
        private boolean arrived;
        private Instant arrivedAt;
        private Instant admittedAt;
        private boolean holds;
        private boolean waits;
        private byte[] saved;
        private String intended = "";
        private long length;
        private boolean endsLine;
        private TaskResult result;
        private boolean settled;

        Member(int number) {
            this.number = number;
            site = sites.get(number % CLUSTERS);
            // Each folder has half as many tasks as the one before, and they come later.
            int size = Math.min(FOLDERS - 1, Integer.numberOfTrailingZeros(number / CLUSTERS + 1));
            folder = "folder-" + size;
            arrival = ARRIVALS.multipliedBy(size).dividedBy(FOLDERS).plus(dice.duration(ARRIVALS.dividedBy(FOLDERS)));
        }

        void run() {
            waits = false;
            if (arrivedAt == null) {
                arrivedAt = time.instant();
            }
            engine.run(
                    task(),
                    site.cluster,
                    Admission.both(new Counted(site.limit.of(folder)), site.creates),
                    this,
                    TaskMedia.together(this),
                    FileExchange.none(),
                    this);
        }

        private PodTask task() {
            TaskParameters parameters = new TaskParameters();
            parameters.image = SimulatedHistory.IMAGE;
            parameters.command = "make check";
            parameters.env = Map.of("BUILD_NUMBER", Integer.toString(number));
            try {
                return new PodTask(
                        new TaskId("controller", "task-" + number),
                        TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                        Map.of("run-pod.jenkins.io/build", folder + "/job #" + number));
            } catch (InvalidParameters e) {
                throw new IllegalStateException(e);
            }
        }

        boolean intends(String pod) {
            return intended.equals(pod);
        }

        void judgeEnd() {
            if (!settled) {
                violations.add("task " + number + " is not settled");
                return;
            }
            SimulatedPod pod = site.cluster.podOf(result.uid());
            Verdict right = pod.exitCode == 0 ? Verdict.SUCCEEDED : Verdict.TASK_FAILED;
            if (result.verdict() != right || pod.forced) {
                violations.add("task " + number + " has the wrong result " + result + " of " + pod);
            }
        }

        @Override
        public Optional<SavedTask> load() throws IOException {
            return saved == null ? Optional.empty() : Optional.of(JSON.readValue(saved, SavedTask.class));
        }

        @Override
        public void save(SavedTask task) throws IOException {
            saves++;
            savesOfSeconds.merge(Instant.ofEpochSecond(time.instant().getEpochSecond()), 1, Integer::sum);
            saved = JSON.writeValueAsBytes(task);
            String pod = task.state().attempt().podName();
            byPod.put(pod, this);
            intended = task.state().attempt().firstSentAt() == null ? "" : pod;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void append(byte[] text, int offset, int count) {
            length += count;
            endsLine = text[offset + count - 1] == '\n';
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean cutBack(long to) {
            length = to;
            endsLine = true;
            return true;
        }

        /** It is asked for the last byte alone, because it can be cut back. */
        @Override
        public long newlinesAfter(long position) {
            return endsLine ? 1 : 0;
        }

        @Override
        public void finished(TaskResult delivered) {
            if (result != null && !result.equals(delivered)) {
                violations.add("two results: " + result + " and " + delivered);
            }
            result = delivered;
        }

        @Override
        public void settled() {
            settled = true;
            SimulatedFleet.this.settled++;
        }

        @Override
        public void unreadable(IOException why) {
            violations.add("unreadable: " + why);
        }

        private final class Counted implements Admission {
            private final Admission counted;

            Counted(Admission counted) {
                this.counted = counted;
            }

            @Override
            public Optional<Hold> ask(Applicant applicant, Instant now) {
                Optional<Hold> hold = counted.ask(applicant, now);
                wait(hold.isPresent());
                if (hold.isEmpty() && !holds) {
                    holds = true;
                    admittedAt = now;
                    site.gives(folder);
                }
                return hold;
            }

            private void wait(boolean now) {
                if (now != waits) {
                    waits = now;
                    site.waiting.merge(folder, now ? 1 : -1, Integer::sum);
                }
            }

            @Override
            public Optional<Hold> hold(TaskId id, Instant now) {
                return counted.hold(id, now);
            }

            @Override
            public void stepAside(TaskId id) {
                wait(false);
                counted.stepAside(id);
            }

            @Override
            public void seen(
                    TaskId id, TaskSpecification specification, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
                counted.seen(id, specification, pod, diagnosis, now);
            }

            @Override
            public void over(TaskId id, Instant now) {
                if (holds) {
                    holds = false;
                    site.held.merge(folder, -1, Integer::sum);
                }
                wait(false);
                counted.over(id, now);
            }
        }
    }
}
