package io.jenkins.plugins.runpod.crash;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** A moment in the life of a task: how a controller is held there, and what must come of it when it is killed. */
enum Point {
    BEFORE_CREATE(Stage.CREATE, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.hold(job(), "create pods").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.holds(job(), "create pods");
        }
    },
    BETWEEN_CREATE_AND_ANSWER(Stage.CREATE, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.hold(job(), "create pods").slowReply(CrashScene.HELD);
            scene.hold(job(), "list pods").delay(CrashScene.HELD); // or the watch would tell
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.hasPodWith(job(), "");
        }
    },
    PENDING(Stage.FOLLOW, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job()).unschedulable(Duration.ofSeconds(20)).runsCommand());
        }
    },
    /** Restarts give no time back, and take none. */
    SPENDING_ITS_BUDGET(Stage.FOLLOW, "scheduleTimeout: '45s'") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job()).unschedulable(PodScript.FOREVER));
        }

        @Override
        Expected expected() {
            return Expected.nothingRan("within the schedule budget (45s)");
        }
    },
    RATE_LIMITED(Stage.FOLLOW, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job()).rateLimited(50).runsCommand());
        }

        @Override
        boolean reached(CrashScene scene) {
            return waitsFor(scene, Verdict.RATE_LIMITED);
        }
    },
    /** The pod starts while nobody looks, after its deadline. */
    AT_THE_DEADLINE(Stage.FOLLOW, "rateLimitTimeout: '3s'") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job()).rateLimited(40).runsCommand());
            scene.hold(job(), "get pods").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.holds(job(), "get pods");
        }

        @Override
        void meanwhile(CrashScene scene) {
            scene.await(() -> scene.started(job()) == 1);
        }
    },
    GIVING_UP(Stage.GIVE_UP, "scheduleTimeout: '3s'") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job()).unschedulable(PodScript.FOREVER));
            scene.hold(job(), "delete pods").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.holds(job(), "delete pods");
        }

        @Override
        Expected expected() {
            return Expected.nothingRan("within the schedule budget (3s)");
        }
    },
    SENDING_ITS_INPUTS(Stage.FOLLOW, "") {
        @Override
        void prepare(CrashScene scene) throws IOException {
            PointWithFiles.prepare(scene, job());
            scene.slow(job());
        }

        /** The first command brings the files. */
        @Override
        boolean reached(CrashScene scene) {
            return scene.transfers(job()) >= 1;
        }

        @Override
        String script(CrashScene scene) {
            return PointWithFiles.script(super.script(scene));
        }

        @Override
        void check(CrashScene scene) throws IOException {
            PointWithFiles.check(scene, job());
        }
    },
    TAKING_ITS_OUTPUTS(Stage.COLLECT, "") {
        @Override
        void prepare(CrashScene scene) throws IOException {
            PointWithFiles.prepare(scene, job());
        }

        @Override
        boolean gated() {
            return true;
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.started(job()) == 1;
        }

        @Override
        void halt(CrashScene scene) throws IOException {
            scene.slow(job());
            scene.open(job());
            scene.await(() -> scene.home().taken(job()) > 0);
        }

        @Override
        String script(CrashScene scene) {
            return PointWithFiles.script(super.script(scene));
        }

        @Override
        void check(CrashScene scene) throws IOException {
            PointWithFiles.check(scene, job());
        }
    },
    RUNNING(Stage.FOLLOW, "") {
        @Override
        int lines() {
            return 400;
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.home().lines(job(), "line ") >= 20;
        }
    },
    ENDING_WHILE_NOBODY_LOOKS(Stage.FOLLOW, "") {
        @Override
        int lines() {
            return 150;
        }

        @Override
        boolean gated() {
            return true;
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.started(job()) == 1;
        }

        @Override
        void halt(CrashScene scene) throws IOException {
            scene.open(job());
            scene.await(() -> scene.home().lines(job(), "line ") >= 10);
        }
    },
    BETWEEN_BATCH_AND_CURSOR(Stage.FOLLOW, "") {
        @Override
        int lines() {
            return 400;
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.home().lines(job(), "line ") >= 20;
        }

        @Override
        void halt(CrashScene scene) throws IOException, InterruptedException {
            long lines = scene.home().lines(job(), "line ");
            scene.home().haltSaving(job());
            scene.await(() -> scene.home().lines(job(), "line ") > lines);
        }
    },
    BETWEEN_END_AND_DRAIN(Stage.DRAIN, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.hold(job(), "get pods/log").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.started(job()) == 1 && scene.holds(job(), "get pods/log");
        }

        @Override
        boolean gated() {
            return true;
        }

        @Override
        void halt(CrashScene scene) throws IOException {
            scene.open(job());
            scene.await(() -> stage(scene, Stage.DRAIN));
        }
    },
    BEFORE_THE_NEXT_ATTEMPT(Stage.REPLACE, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job(), 1).rejected("OutOfcpu", "Pod was rejected: no cpu"));
            scene.hold(job(), "delete pods").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.holds(job(), "delete pods");
        }

        @Override
        Expected expected() {
            return new Expected(Result.FAILURE, 2, 1, "exit code 7", true);
        }
    },
    WHILE_DELETING(Stage.CLEAN, "returnStatus: true") {
        @Override
        void prepare(CrashScene scene) {
            scene.hold(job(), "delete pods").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.holds(job(), "delete pods");
        }

        @Override
        Expected expected() {
            return new Expected(Result.SUCCESS, 1, 1, "", true);
        }
    },
    WHILE_CANCELLING(Stage.CLEAN, "") {
        @Override
        void prepare(CrashScene scene) {
            scene.hold(job(), "delete pods").delay(CrashScene.HELD);
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.home().lines(job(), "line ") >= 10;
        }

        @Override
        boolean cancelled() {
            return true;
        }

        @Override
        int lines() {
            return 4_000;
        }

        @Override
        void halt(CrashScene scene) {
            scene.await(() -> scene.holds(job(), "delete pods"));
        }

        @Override
        Expected expected() {
            return Expected.aborted();
        }
    },
    CANCELLED_AND_TERMINATING(Stage.CLEAN, "terminationGracePeriod: '30s'") {
        @Override
        void prepare(CrashScene scene) {
            scene.script(scene.pods(job()).print("line 1").runsForever().ignoresTerm());
        }

        @Override
        boolean reached(CrashScene scene) {
            return scene.home().lines(job(), "line ") >= 1;
        }

        @Override
        boolean cancelled() {
            return true;
        }

        @Override
        void halt(CrashScene scene) {
            scene.await(() -> scene.hasPodWith(job(), "/metadata/deletionTimestamp"));
        }

        @Override
        Expected expected() {
            return new Expected(Result.ABORTED, 1, 0, "", false);
        }
    };

    /**
     * What must have come of a task.
     *
     * @param starts how often its container started, by its own account
     * @param words are in the console
     * @param complete whether all of its lines are there; otherwise the first so many, without a gap
     */
    record Expected(Result result, int pods, int starts, String words, boolean complete) {
        static Expected nothingRan(String why) {
            return new Expected(Result.FAILURE, 1, 0, why, false);
        }

        static Expected aborted() {
            return new Expected(Result.ABORTED, 1, 1, "", false);
        }
    }

    private static final int EXIT_CODE = 7;

    private final Stage stage;
    private final String parameters;

    Point(Stage stage, String parameters) {
        this.stage = stage;
        this.parameters = parameters;
    }

    /** The name of its job and of its namespace. */
    String job() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String script(CrashScene scene) {
        String command = (gated() ? "until [ -e " + scene.gate(job()) + " ]; do sleep 0.2; done; " : "");
        return "runPod image: '%s.example/app:1', namespace: '%s', command: '%s'%s"
                .formatted(
                        job(),
                        job(),
                        scene.command(job(), command, lines(), EXIT_CODE),
                        parameters.isEmpty() ? "" : ", " + parameters);
    }

    /** What the saved state says at this moment. */
    Stage stage() {
        return stage;
    }

    void prepare(CrashScene scene) throws IOException {}

    /** Whether it is there, or where it can be brought there in a moment. */
    boolean reached(CrashScene scene) {
        return stage(scene, stage);
    }

    /** Brings it there. It has been cancelled if that belongs to it. */
    void halt(CrashScene scene) throws IOException, InterruptedException {}

    /** What has to happen in the cluster before the next controller starts. */
    void meanwhile(CrashScene scene) {}

    /** What else must be true of its build. */
    void check(CrashScene scene) throws IOException {}

    boolean cancelled() {
        return false;
    }

    boolean gated() {
        return false;
    }

    int lines() {
        return 30;
    }

    Expected expected() {
        return new Expected(Result.FAILURE, 1, 1, "exit code 7", true);
    }

    boolean stage(CrashScene scene, Stage wanted) {
        return scene.home()
                .state(job())
                .filter(state -> state.stage() == wanted)
                .isPresent();
    }

    boolean waitsFor(CrashScene scene, Verdict verdict) {
        return scene.home()
                .state(job())
                .filter(state -> state.causes().stream().anyMatch(cause -> cause.verdict() == verdict))
                .isPresent();
    }
}
