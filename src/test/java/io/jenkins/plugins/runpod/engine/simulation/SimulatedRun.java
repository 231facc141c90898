package io.jenkins.plugins.runpod.engine.simulation;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.lifecycle.Attempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress;
import io.jenkins.plugins.runpod.engine.lifecycle.Retention;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One task's whole life against a simulated cluster, with the engine killed and started again in between. */
final class SimulatedRun {
    private static final Pattern LINE = Pattern.compile("(uid-\\d+) line (\\d+);");
    private static final Pattern STATUS = Pattern.compile("^[A-Z](?:.{0,3}|.*\\.)$", Pattern.MULTILINE);

    /** The process is killed here and now. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed by the simulation", null, false, false);
        }
    }

    static boolean isKill(Throwable error) {
        return error instanceof Killed;
    }

    private final SimulatedTime time = new SimulatedTime();
    private final Dice dice;
    private final SimulatedCluster cluster;
    private final StringBuilder log = new StringBuilder();
    /** What a full disk did not take: status lines among it are lost. */
    private final StringBuilder tried = new StringBuilder();

    private final List<String> violations = new ArrayList<>();
    private final double killing;
    private final PodTask task;
    private final boolean cancelling;
    private final SimulatedDisk disk;
    private final SimulatedWall wall;
    private final SimulatedFiles files;
    private final Retention retention;

    private SimulatedFiles.Exchange exchange;
    private TaskHandle handle;
    private SavedTask saved;
    private TaskResult result;
    private boolean settled;
    private Instant settledAt;
    private boolean cancelled;
    private int kills;

    /** @param folder for its files, which does not exist yet */
    SimulatedRun(long seed, Path folder) {
        dice = new Dice(seed);
        cluster = new SimulatedCluster(
                time,
                dice,
                dice.chance(0.3) ? 0 : dice.chance(0.5) ? 0.05 : 0.2,
                this::isIntended,
                SimulatedHistory::draw);
        killing = dice.chance(0.4) ? 0 : 0.03;
        cancelling = dice.chance(0.15);
        disk = new SimulatedDisk(time, dice, dice.chance(0.2) ? 0.02 : 0);
        wall = new SimulatedWall(time, dice, dice.chance(0.2));
        files = new SimulatedFiles(cluster, time, dice, folder);
        retention = dice.chance(0.2) ? dice.pick(List.of(Retention.values())) : Retention.DELETE;
        task = task(dice.chance(0.5));
    }

    private PodTask task(boolean secret) {
        TaskParameters parameters = new TaskParameters();
        parameters.files = files.plan;
        parameters.retention = retention.value();
        if (dice.chance(0.3)) {
            parameters.retryOn.add("outputsLost");
        }
        parameters.image = SimulatedHistory.IMAGE;
        if (dice.chance(0.5)) {
            parameters.mirrors = new ImageMirrors(Map.of("registry.example", "mirror.example/429"), false);
        }
        if (dice.chance(0.5)) {
            parameters.queue = "team-a";
            parameters.queueTimeout = dice.chance(0.5) ? "1h" : null;
        }
        if (secret) {
            parameters.secretEnv.put("TOKEN", "credentials");
        }
        try {
            TaskSpecification specification = TaskSpecification.of(
                    parameters, "default", TaskPolicy.standard().withLimit(Budget.RUN, Duration.ofHours(3)));
            return new PodTask(new TaskId("controller", "task"), specification, Map.of(), SimulatedRun::secrets);
        } catch (InvalidParameters e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompletionStage<SecretValues> secrets() {
        return CompletableFuture.completedFuture(
                new SecretValues(Map.of("TOKEN", "lamplighter"), List.of("lamplighter")));
    }

    private boolean isIntended(String name) {
        if (saved == null || !saved.state().attempt().podName().equals(name)) {
            return false;
        }
        Attempt attempt = saved.state().attempt();
        return attempt.firstSentAt() != null || attempt.secret() != null;
    }

    List<String> play() {
        start();
        if (cancelling) {
            time.after(dice.duration(Duration.ofMinutes(dice.chance(0.5) ? 1 : 90)), this::cancel);
        }
        Instant end = time.instant().plus(Duration.ofHours(60));
        long steps = 0;
        while (!isAtRest() && time.next(end)) {
            if (++steps > 500_000) {
                violations.add("does not come to rest");
                break;
            }
            if (handle == null && !settled && !restartDue) {
                restartDue = true;
                time.after(
                        dice.chance(0.8)
                                ? dice.duration(Duration.ofSeconds(20))
                                : dice.duration(Duration.ofMinutes(50)),
                        this::start);
            }
        }
        if (handle != null) {
            handle.detach();
        }
        judge();
        files.remove();
        return violations;
    }

    /** Requests of the task land for a while after its end, and a pod that is kept comes to its end soon. */
    private boolean isAtRest() {
        return settled
                && time.instant().isAfter(settledAt.plus(Duration.ofMinutes(2)))
                && (cluster.all.stream().noneMatch(SimulatedPod::goesOn)
                        || time.instant().isAfter(settledAt.plus(Duration.ofMinutes(10))));
    }

    private boolean restartDue;

    private void start() {
        restartDue = false;
        Life life = new Life();
        PodTaskEngine engine = new PodTaskEngine(wall, life, life);
        files.restarted(progress().map(FileProgress::taken).isPresent());
        exchange = files.exchange(life.mortal(), new Progress(), life::maybeDie);
        cluster.execs = new SimulatedCluster.Execs(life::isAlive, this::judgeExec, files::started);
        handle = engine.run(
                task,
                cluster,
                Admission.free(),
                new Store(life),
                TaskMedia.together(new Log(life)),
                exchange,
                new Listener());
        if (cancelled) {
            handle.cancel("the user said so");
        }
    }

    private void judgeExec(ExecRequest request) {
        if (settled) {
            violations.add("a command after the end of the task");
        } else if (exchange.isFull() && !request.command().contains("taken")) {
            violations.add("a transfer without a place");
        }
    }

    private Optional<FileProgress> progress() {
        return Optional.ofNullable(saved).map(task -> task.state().attempt().files());
    }

    private final class Progress implements SimulatedFiles.Saved {
        @Override
        public boolean isHandedOver() {
            return progress().filter(FileProgress::handedOver).isPresent();
        }

        @Override
        public String uid() {
            return saved.state().attempt().uid();
        }

        @Override
        public int attempt() {
            return saved.state().attempt().number();
        }
    }

    private void cancel() {
        cancelled = true;
        if (handle != null) {
            handle.cancel("the user said so");
        }
    }

    private final class Life extends SimulatedProcess {
        Life() {
            super(time);
        }

        /** Threads for files, in which the process can die as well. */
        Executor mortal() {
            return work -> execute(() -> {
                try {
                    maybeDie();
                    work.run();
                    maybeDie();
                } catch (Killed e) {
                    // nothing of it goes on
                }
            });
        }

        void maybeDie() {
            if (isAlive() && kills < 6 && dice.chance(killing)) {
                kills++;
                die();
                files.killed();
                handle.detach();
                handle = null;
            }
            if (!isAlive()) {
                throw new Killed();
            }
        }
    }

    // --- what must hold -------------------------------------------------------------------------------------------

    private void judge() {
        violations.addAll(cluster.violations);
        cluster.created.forEach((name, times) -> {
            // Then a create that was never answered could land on the free name.
            boolean deletedEarly =
                    cancelled || cluster.all.stream().anyMatch(pod -> pod.name.equals(name) && !pod.isUndisturbed());
            if (times > 1 && !deletedEarly) {
                violations.add("pod " + name + " was created " + times + " times");
            }
        });
        if (result == null) {
            violations.add("no result; stage "
                    + (saved == null ? "none" : saved.state().stage()));
            return;
        }
        if (saved.state().stage() != Stage.DONE && !cluster.all.stream().anyMatch(SimulatedPod::nodeIsSilent)) {
            violations.add("not settled; stage " + saved.state().stage());
        }
        violations.addAll(files.violations);
        judgeVerdict();
        judgeGivenUp();
        if (result.message().contains(SimulatedCluster.NOT_YET)) {
            violations.add("a refusal of a moment ended the task: " + result);
        }
        judgePods();
        if (settled) {
            files.judgeEnd();
            exchange.judgeSlots();
        }
        // Before, its pod is waited for.
        if (saved.state().stage() == Stage.DONE) {
            cluster.secrets.left().forEach(secret -> violations.add("Secret " + secret + " is left"));
        }
        judgeLog();
    }

    /** Those that cost no attempt: nothing of them ran. To a mirror and back there are two at most. */
    private void judgeGivenUp() {
        List<EndedAttempt> free = saved.state().earlier().stream()
                .filter(attempt -> attempt.ending().next() != null)
                .toList();
        List<String> givenUp = free.stream().map(EndedAttempt::podName).toList();
        if (free.stream()
                        .filter(attempt -> !attempt.ending().reason().equals(Cause.PREEMPTED_BY_QUEUE.id()))
                        .count()
                > 2) {
            violations.add("images from elsewhere more than there and back: " + givenUp);
        }
        Set<String> never = Set.of(Cause.PREEMPTED_BY_QUEUE.id(), Cause.REGISTRY_RATE_LIMIT.id());
        saved.state().earlier().stream()
                .filter(attempt -> attempt.ending().verdict() == Verdict.NEVER_STARTED)
                .filter(attempt -> never.contains(attempt.ending().reason()) && !free.contains(attempt))
                .forEach(attempt -> violations.add("pod " + attempt.podName() + " cost an attempt: " + attempt));
        cluster.all.stream()
                .filter(pod -> givenUp.contains(pod.name) && pod.startedAt != null)
                .forEach(pod -> violations.add("pod " + pod.name + " ran and cost no attempt"));
    }

    /** How many pods were given up for others, at no cost. */
    int givenUp() {
        return count("so this costs no attempt");
    }

    /** How many pods a queue took back. */
    int putBack() {
        return count("puts the task back into the queue");
    }

    private int count(String words) {
        return log.toString().split(words, -1).length - 1;
    }

    private void judgeVerdict() {
        // What somebody deleted before a restarted engine could see it under its name leaves no trace.
        boolean ran = cluster.all.stream()
                // An attempt that ended with 0 may be followed by another one if its outputs were lost.
                .filter(pod -> !task.specification().policy().retryOn().outputsLost() || pod.name.equals(result.pod()))
                .anyMatch(pod -> pod.startedAt != null && (pod.isUndisturbed() || cluster.created.get(pod.name) == 1));
        Optional<SimulatedPod> last =
                cluster.all.stream().filter(pod -> pod.uid.equals(result.uid())).findFirst();
        switch (result.verdict()) {
            case SUCCEEDED -> {
                if (last.isEmpty() || last.get().endedAt == null || last.get().exitCode != 0 || last.get().forced) {
                    violations.add("success that was none");
                } else {
                    files.judgeSuccess(result.uid());
                }
            }
            case TASK_FAILED -> {
                boolean own = last.isPresent()
                        && last.get().endedAt != null
                        && last.get().exitCode != 0
                        && !last.get().forced;
                boolean files = result.reason().equals("OutputsLost")
                        && last.filter(pod -> pod.exitCode == 0).isPresent();
                if (!own && !files && !result.reason().equals("RunTimeout")) {
                    violations.add("failure that was none: " + result);
                }
            }
            case NEVER_STARTED, PERMANENT -> {
                if (result.reason().equals("PreemptedByQueue")) {
                    violations.add("not put back into the queue");
                } else if (result.reason().equals("QueueTimeout")
                        && last.filter(pod -> pod.admitted).isPresent()) {
                    violations.add("given up in the queue after its admission");
                }
                if (ran) {
                    violations.add(result.verdict() + " though it ran: " + result);
                }
            }
            case CANCELLED -> {
                if (!cancelled) {
                    violations.add("cancelled by nobody");
                }
            }
            case OUTCOME_UNKNOWN -> {
                boolean plain = cluster.isCalm()
                        && kills == 0
                        && last.isPresent()
                        && last.get().isUndisturbed();
                if (plain) {
                    violations.add("outcome unknown without a reason: " + result);
                }
            }
            default -> violations.add("no verdict: " + result.verdict());
        }
    }

    private void judgePods() {
        for (SimulatedPod pod : cluster.all) {
            if (!pod.removed && !pod.nodeIsSilent() && !isKept(pod)) {
                violations.add("pod " + pod.name + " is left");
            }
            if (!pod.removed && !pod.nodeIsSilent() && pod.goesOn()) {
                violations.add("pod " + pod.name + " is kept and runs");
            }
        }
    }

    private boolean isKept(SimulatedPod pod) {
        return pod.uid.equals(result.uid())
                && (retention == Retention.KEEP
                        || (retention == Retention.KEEP_FAILED && result.verdict() != Verdict.SUCCEEDED));
    }

    private void judgeLog() {
        Map<String, Integer> next = new HashMap<>();
        Matcher line = LINE.matcher(joined());
        while (line.find()) {
            int number = Integer.parseInt(line.group(2));
            int expected = next.getOrDefault(line.group(1), 0);
            if (number < expected) {
                violations.add("line " + number + " of " + line.group(1) + " twice");
            } else if (number > expected && !announcesGap()) {
                violations.add("lines " + expected + " to " + (number - 1) + " of " + line.group(1)
                        + " missing, and nobody says so");
            }
            next.put(line.group(1), Math.max(expected, number + 1));
        }
        cluster.all.stream()
                .filter(pod -> pod.uid.equals(result.uid()) && result.verdict() == Verdict.SUCCEEDED)
                .filter(pod -> !announcesGap())
                .forEach(pod -> {
                    int written = SimulatedLog.written(pod, time.instant());
                    if (next.getOrDefault(pod.uid, 0) != written) {
                        violations.add("log has " + next.get(pod.uid) + " of " + written + " lines");
                    }
                });
    }

    /** A line can be written in two parts, and status lines, whole or torn, can come between them. */
    private String joined() {
        return STATUS.matcher(log).replaceAll("").replace("\n", "");
    }

    private boolean announcesGap() {
        String words = log.toString() + tried;
        return words.contains("may be missing")
                || words.contains("could not be read")
                || words.contains("lines cannot be written");
    }

    /** The engine has told the log of its process. A line for the task is there if the disk was too full even to begin with it. */
    void told(String message) {
        if (message.startsWith("Cannot write to the log of a task: ")) {
            tried.append(message);
        }
    }

    String story() {
        StringBuilder story = new StringBuilder();
        cluster.all.forEach(pod -> story.append(pod).append('\n'));
        return story.append(log)
                .append("result: ")
                .append(result)
                .append("\nkills: ")
                .append(kills)
                .toString();
    }

    /** What happened, and when. */
    String trace() {
        return story() + "\ntrace: " + Long.toHexString(time.trace());
    }

    // --- the engine's surroundings --------------------------------------------------------------------------------

    private final class Store implements TaskStore {
        private final Life life;

        Store(Life life) {
            this.life = life;
        }

        @Override
        public Optional<SavedTask> load() {
            return Optional.ofNullable(saved);
        }

        @Override
        public void save(SavedTask task) throws IOException {
            life.maybeDie();
            if (disk.fails()) {
                if (dice.chance(0.3)) {
                    saved = task;
                }
                throw new IOException("No space left on device");
            }
            saved = task;
            life.maybeDie();
        }
    }

    private final class Log implements OutputMedium {
        private final Life life;

        Log(Life life) {
            this.life = life;
        }

        @Override
        public long length() {
            return log.length();
        }

        @Override
        public void append(byte[] text, int offset, int count) throws IOException {
            life.maybeDie();
            if (disk.fails()) {
                tried.append(new String(text, offset, count, StandardCharsets.ISO_8859_1));
                log.append(torn(new String(text, offset, dice.upTo(count), StandardCharsets.ISO_8859_1)));
                throw new IOException("No space left on device");
            }
            log.append(new String(text, offset, count, StandardCharsets.ISO_8859_1));
            life.maybeDie();
        }

        /** Such a beginning of a line stays, and the line comes again as a whole; too short to be taken for one. */
        private String torn(String part) {
            int line = part.lastIndexOf('\n') + 1;
            return part.substring(0, Math.min(part.length(), line + 4));
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean cutBack(long length) {
            return false;
        }

        @Override
        public long newlinesAfter(long length) {
            return log.substring((int) length).chars().filter(c -> c == '\n').count();
        }
    }

    private final class Listener implements PodTaskListener {
        @Override
        public void finished(TaskResult delivered) {
            if (result != null && !result.equals(delivered)) {
                violations.add("two different results: " + result + " and " + delivered);
            }
            result = delivered;
        }

        @Override
        public void settled() {
            settled = true;
            settledAt = time.instant();
        }

        @Override
        public void unreadable(IOException why) {
            violations.add("unreadable: " + why);
        }
    }
}
