package io.jenkins.plugins.runpod.crash;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.PodScript;
import java.time.Duration;
import java.util.Random;

/** What happens to a build of the crash matrix, were its controller never killed; and so, what must come of it however often it is. */
enum Fate {
    SUCCEEDS(Result.SUCCESS, 1, 1, ""),
    FAILS(Result.FAILURE, 1, 1, ""),
    PENDING_FOR_LONG(Result.SUCCESS, 1, 1, "") {
        @Override
        void script(CrashScene scene, String job, Random dice) {
            scene.script(PodScript.forPod(job + "-.*")
                    .unschedulable(Duration.ofSeconds(5L + dice.nextInt(25)))
                    .runsCommand());
        }
    },
    RATE_LIMITED(Result.SUCCESS, 1, 1, "") {
        @Override
        void script(CrashScene scene, String job, Random dice) {
            scene.script(PodScript.forPod(job + "-.*")
                    .rateLimited(10 + dice.nextInt(60))
                    .runsCommand());
        }
    },
    NEVER_SCHEDULED(Result.FAILURE, 1, 0, "scheduleTimeout: '10s'") {
        @Override
        void script(CrashScene scene, String job, Random dice) {
            scene.script(PodScript.forPod(job + "-.*").unschedulable(PodScript.FOREVER));
        }
    },
    REJECTED_ONCE(Result.SUCCESS, 2, 1, "") {
        @Override
        void script(CrashScene scene, String job, Random dice) {
            scene.script(scene.attempt(job, 1).rejected("OutOfcpu", "Pod was rejected: no cpu"));
        }
    },
    FAILS_TWICE(Result.FAILURE, 2, 2, "attempts: 2, retryOn: [exitCode: [7]]"),
    ABORTED(Result.ABORTED, 1, 1, "terminationGracePeriod: '5s'");

    static final int EXIT_CODE = 7;

    final Result result;
    final int pods;
    final int starts;
    private final String parameters;

    Fate(Result result, int pods, int starts, String parameters) {
        this.result = result;
        this.pods = pods;
        this.starts = starts;
        this.parameters = parameters;
    }

    void script(CrashScene scene, String job, Random dice) {}

    /** @param lines how many its container writes, ten a second */
    String pipeline(CrashScene scene, String job, int lines) {
        int code = this == FAILS || this == FAILS_TWICE ? EXIT_CODE : 0;
        return "runPod image: '%s.example/app:1', name: '%s', command: '%s'%s"
                .formatted(
                        job, job, scene.command(job, "", lines, code), parameters.isEmpty() ? "" : ", " + parameters);
    }
}
