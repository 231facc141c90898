package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Attempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.FileProgress;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.Ledger;
import io.jenkins.plugins.runpod.engine.lifecycle.OwnedSecret;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.log.LogCursor;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A saved task for each stage. Together they have a value in every field that is saved. */
final class SavedTasks {
    private static final Instant BEGUN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String UID = "8d7a1e0e-0001-4000-8000-000000000002";

    private SavedTasks() {}

    static TaskDefinition definition() {
        OutputFiles reports = new OutputFiles("toJUnit '**/TEST-*.xml'", "**/TEST-*.xml", "old/**", true);
        FilePlan files = new FilePlan(true, List.of(reports), new ArchiveLimits(1L << 30, 5_000, 40));
        return definition(files, Map.of("/run/secrets/key", "deploy-key"));
    }

    /** The same without files, as format 1 has it. */
    static TaskDefinition definitionOfFormat1() {
        return definition(FilePlan.NONE, Map.of());
    }

    private static TaskDefinition definition(FilePlan files, Map<String, String> secretFiles) {
        TaskParameters parameters = new TaskParameters();
        parameters.transferTimeout = files.any() ? "3m" : null;
        parameters.image = "registry.example.org/team/build:1";
        parameters.command = "make check";
        parameters.env = Map.of("TOKEN", "interpolated");
        parameters.secretEnv = Map.of("PASSWORD", "deploy");
        parameters.secretFiles = secretFiles;
        parameters.yaml = "spec: {containers: [{name: build}, {name: proxy, image: proxy}]}";
        parameters.logContainers = List.of("proxy");
        parameters.runTimeout = "2h";
        parameters.terminationGracePeriod = "45s";
        parameters.attempts = 4;
        parameters.retryOn = files.any()
                ? List.of("neverStarted", "exitCode=137", "oomKilled", "outputsLost")
                : List.of("neverStarted", "exitCode=137", "oomKilled");
        parameters.limits = files.any() ? Map.of("memory", "2Gi") : Map.of();
        parameters.onRetry = files.any()
                ? Map.of("memory", "x2", "maxMemory", "16Gi", "image", "registry.example.org/team/build:2")
                : Map.of();
        parameters.mirrors = files.any()
                ? new ImageMirrors(Map.of("registry.example.org", "mirror.example.org"), false)
                : ImageMirrors.NONE;
        parameters.retention = "keepFailed:24h";
        parameters.imageErrorRules = Map.of("quota for .* exceeded", "RATE_LIMITED");
        try {
            return new TaskDefinition(
                    with(files, TaskSpecification.of(parameters, "ci", TaskPolicy.standard())),
                    Map.of("cluster", "prod", "serverUrl", "https://prod.example.org:6443"));
        } catch (InvalidParameters e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the helper containers, whose programs are no part of the format. */
    private static TaskSpecification with(FilePlan files, TaskSpecification other) {
        return new TaskSpecification(
                other.prefix(),
                other.namespace(),
                other.manifest(),
                other.container(),
                other.secretEnv(),
                other.secretFiles(),
                other.logContainers(),
                other.policy(),
                other.imageErrorRules(),
                files,
                other.retention(),
                other.onRetry(),
                other.mirrors());
    }

    static SavedTask at(Stage stage) {
        return new SavedTask(state(stage, UNDELIVERABLE), output(stage), capture(stage));
    }

    /** The same as format 1 has it. It has no {@link Stage#COLLECT}. */
    static SavedTask ofFormat1At(Stage stage) {
        return new SavedTask(state(stage, null), output(stage), capture(stage));
    }

    /** All outputs have arrived, and are handed over for a while already. */
    static SavedTask handingOver() {
        CauseSpan collecting = new CauseSpan(1, Verdict.WAITING, Cause.COLLECTING_FILES.id(), "", "", at(320), null);
        TaskState state = new TaskState(
                Stage.COLLECT,
                "ci",
                ended(new FileProgress(true, null, FILES.taken(), null, false)),
                new Ledger(Map.of(), Budget.NONE, at(320)),
                List.of(collecting),
                null,
                failed(),
                null,
                null,
                List.of());
        return new SavedTask(state, OutputPosition.start(), OutputPosition.start());
    }

    private static TaskState state(Stage stage, FileProgress inputs) {
        return switch (stage) {
            case CREATE -> state(stage, sent(1), Budget.NONE, null, null, null, null, List.of());
            case FOLLOW -> state(stage, waiting(inputs), Budget.RATE_LIMIT, null, null, null, null, List.of());
            case GIVE_UP ->
                state(stage, waiting(null), Budget.RATE_LIMIT, null, elsewhere(inputs), null, null, List.of());
            case AWAIT_REMOVAL -> state(stage, ended(), Budget.GRACE, null, expired(), null, null, List.of());
            case DRAIN -> state(stage, ended(), Budget.NONE, null, failed(), null, null, List.of());
            case COLLECT ->
                state(stage, collected(), Budget.TRANSFER, null, failedWithMessage(), null, null, List.of());
            case REPLACE -> state(stage, ended(), Budget.NONE, null, failed(), null, null, List.of());
            case PAUSE -> state(stage, sent(2), Budget.NONE, at(400), null, null, null, earlier());
            case CLEAN -> state(stage, ended(), Budget.NONE, null, failed(), "aborted by alice", result(), earlier());
            case KEEP -> state(stage, ended(), Budget.NONE, null, failed(), null, result(), List.of());
            case DONE -> state(stage, ended(), Budget.NONE, null, failed(), null, result(), earlier());
        };
    }

    private static TaskState state(
            Stage stage,
            Attempt attempt,
            Budget running,
            Instant notBefore,
            Ending ending,
            String cancelled,
            TaskResult result,
            List<EndedAttempt> earlier) {
        return new TaskState(
                stage,
                "ci",
                attempt,
                new Ledger(Map.of(Budget.SCHEDULE, 12_000L), running, at(20)),
                causes(),
                notBefore,
                ending,
                cancelled,
                result,
                earlier);
    }

    private static final FileProgress FILES = new FileProgress(
            true,
            null,
            new FileProgress.TakenFiles(12, 34_567, "cd".repeat(32)),
            new TransferProblem(Verdict.PERMANENT, "OutputMissing", "No file matches *.jar.", "Check the pattern."),
            false);

    private static final PodVariant LARGER = new PodVariant(
            true, 1, ImageSource.MIRROR, "memory 4Gi instead of 2Gi, images from mirror.example.org/team");

    private static final FileProgress UNDELIVERABLE = new FileProgress(
            false,
            new TransferProblem(
                    Verdict.NEVER_STARTED, "DiskFull", "The disk of the node is full.", "Choose fewer files."),
            null,
            null,
            false);

    private static Attempt sent(int number) {
        return new Attempt(
                number,
                "build-0123456789ab-" + number,
                null,
                "",
                at(1),
                at(31),
                Memory.empty(),
                false,
                false,
                new OwnedSecret("8d7a1e0e-0001-4000-8000-000000000001", at(2), at(1), false),
                null,
                null);
    }

    private static Attempt waiting(FileProgress files) {
        Memory memory = new Memory(
                true,
                false,
                false,
                true,
                false,
                Set.of(),
                Map.of("build", limited()),
                "none",
                null,
                Set.of("proxy"),
                null);
        return attempt(memory, false, false, files, null);
    }

    private static Attempt ended() {
        return ended(null);
    }

    private static Attempt collected() {
        return ended(FILES);
    }

    private static Attempt ended(FileProgress files) {
        Memory memory =
                new Memory(true, true, true, false, true, Set.of("build"), Map.of(), "", DETAIL_OF_END, Set.of(), STOP);
        return attempt(memory, true, true, files, files == FILES ? LARGER : null);
    }

    private static final Memory.Stop STOP =
            new Memory.Stop("Terminated", "Pod was terminated in response to imminent node shutdown.");

    private static final Memory.End DETAIL_OF_END = new Memory.End(
            Verdict.TASK_FAILED,
            Cause.OOM_KILLED,
            "Container build used too much memory.",
            end(),
            true,
            at(320).toEpochMilli());

    private static Attempt attempt(
            Memory memory, boolean drained, boolean gone, FileProgress files, PodVariant variant) {
        return new Attempt(
                1,
                "build-0123456789ab-1",
                UID,
                "node-7",
                at(1),
                at(1),
                memory,
                drained,
                gone,
                new OwnedSecret("8d7a1e0e-0001-4000-8000-000000000001", null, null, true),
                files,
                variant);
    }

    private static Memory.PendingCause limited() {
        Memory.PendingCause before = new Memory.PendingCause(
                Cause.REGISTRY_RATE_LIMIT,
                Verdict.RATE_LIMITED,
                "ErrImagePull",
                "toomanyrequests",
                at(15).toEpochMilli(),
                null,
                null,
                null,
                false,
                null);
        return new Memory.PendingCause(
                Cause.PULL_QPS_EXCEEDED,
                Verdict.RATE_LIMITED,
                "ImagePullBackOff",
                "pull QPS exceeded",
                at(20).toEpochMilli(),
                at(25).toEpochMilli(),
                at(19).toEpochMilli(),
                at(24).toEpochMilli(),
                true,
                before);
    }

    private static ContainerEnd end() {
        return new ContainerEnd("build", 137, at(60), at(318), null);
    }

    private static Ending failed() {
        return new Ending(
                Verdict.TASK_FAILED, "OOMKilled", "Container build used too much memory.", "Raise it.", false, end());
    }

    private static Ending failedWithMessage() {
        ContainerEnd end = new ContainerEnd("build", 137, at(60), at(318), "{\"version\": \"1.2.3\"}\n");
        return new Ending(
                Verdict.TASK_FAILED, "OOMKilled", "Container build used too much memory.", "Raise it.", false, end);
    }

    private static Ending expired() {
        return new Ending(
                Verdict.NEVER_STARTED,
                "RateLimitTimeout",
                "The registry limits pulls.",
                "Use a mirror.",
                true,
                ContainerEnd.unseen("build"));
    }

    /** Format 1 has none with another pod. */
    private static Ending elsewhere(FileProgress inputs) {
        Ending ending = expired();
        return inputs == null
                ? ending
                : new Ending(
                        ending.verdict(),
                        ending.reason(),
                        ending.message(),
                        ending.remedy(),
                        false,
                        ending.end(),
                        LARGER);
    }

    private static TaskResult result() {
        return new TaskResult(failed(), "ci", "build-0123456789ab-1", UID, "node-7", 1, causes());
    }

    private static List<EndedAttempt> earlier() {
        return List.of(new EndedAttempt(1, "build-0123456789ab-1", "node-7", failed(), null));
    }

    private static List<CauseSpan> causes() {
        return List.of(
                new CauseSpan(1, Verdict.WAITING, "NotScheduled", "", "no node yet", at(5), at(20)),
                new CauseSpan(1, Verdict.RATE_LIMITED, "PullQps", "build", "pull QPS exceeded", at(20), null));
    }

    private static OutputPosition output(Stage stage) {
        return stage == Stage.CREATE
                ? OutputPosition.start()
                : new OutputPosition(4_096, "build", Map.of("build", new LogCursor(at(70), at(69), 12, 3)));
    }

    private static OutputPosition capture(Stage stage) {
        return stage == Stage.DONE ? new OutputPosition(99, "build", Map.of()) : OutputPosition.start();
    }

    private static Instant at(long seconds) {
        return BEGUN.plusSeconds(seconds);
    }
}
