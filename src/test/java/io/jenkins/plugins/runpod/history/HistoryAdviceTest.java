package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryAdviceTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:42:07.123Z");
    private static final long HOUR = 3_600_000;

    private final List<EndedTask> tasks = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(AdviceRule.class)
    void theNumbersOfASentenceAreFoundUnderItsQuery(AdviceRule rule) {
        ordinary();
        trouble(rule);

        Advice advice = advice().get(0);
        HistorySums found = found(advice);
        Sum sum = found.sum();
        String all = AdviceRule.lasted(AdviceRule.waitedMs(sum));
        List<String> numbers =
                switch (rule) {
                    case REGISTRY_LIMIT ->
                        List.of("docker.io limited " + sum.limitedPulls() + " pulls of "
                                + found.groups().size() + " images in the last week, "
                                + AdviceRule.lasted(sum.limitedMs()) + " of waiting.");
                    case KUBELET_LIMIT ->
                        List.of(sum.tasks() + " tasks waited " + all
                                + " for the pull limit of the kubelets of cluster prod");
                    case DAMPING ->
                        List.of(sum.tasks() + " tasks waited " + all
                                + " without a pod for the pull limit of docker.io in the last week");
                    case QUOTA -> List.of(sum.tasks() + " tasks waited " + all + " for the quota of namespace prod/ci");
                    case NO_ROOM ->
                        List.of(sum.tasks() + " tasks waited " + all + " for room on a node of cluster prod");
                    case MAX_PODS ->
                        List.of(sum.tasks() + " tasks waited " + all + " because of maxPods of cluster prod");
                    case KUEUE ->
                        List.of(sum.tasks() + " tasks waited " + all + " in Kueue's queues of namespace prod/ci");
                    case MISSING_IMAGE ->
                        List.of(
                                sum.tasks() + " tasks failed in the last week because image slow:1 does not exist",
                                "after " + all + " of waiting");
                    case SLOW_START ->
                        List.of(
                                "image slow:1 took longer than " + AdviceRule.lasted(sum.startP95Ms()) + " to start",
                                "its " + sum.tasks() + " tasks spent "
                                        + AdviceRule.lasted(AdviceRule.ms(sum, WaitKind.STARTING)));
                    case SLOW_FILES ->
                        List.of(
                                "waited " + AdviceRule.lasted(AdviceRule.ms(sum, WaitKind.FILES)) + " for their files",
                                "ran for " + AdviceRule.lasted(sum.runMs()));
                    case LOST_ATTEMPTS ->
                        List.of(
                                "cluster prod needed " + sum.lostAttempts() + " further attempts",
                                "The earlier ones took " + AdviceRule.lasted(sum.lostMs()));
                };

        assertThat(advice.text()).contains(numbers);
        assertThat(sum.tasks()).isBetween(1, 40 + (rule.cause().isEmpty() ? 1000 : 0));
    }

    @Test
    void ordinaryTasksNeedNoAdvice() {
        ordinary();

        assertThat(advice()).isEmpty();
    }

    @Test
    void theMostExpensiveFiveAreToldInTheirOrder() {
        ordinary();
        for (int cluster = 1; cluster <= 7; cluster++) {
            tasks.add(task(
                    "cluster-" + cluster,
                    "busybox",
                    Verdict.SUCCEEDED,
                    1,
                    1,
                    0,
                    wait("Unschedulable", cluster * HOUR)));
        }

        assertThat(advice())
                .extracting(each -> each.text().replaceAll(".*cluster-(\\d).*", "$1"))
                .containsExactly("7", "6", "5", "4", "3");
    }

    private void ordinary() {
        IntStream.range(0, 500)
                .forEach(i -> tasks.add(task(
                        "prod",
                        "busybox",
                        i % 10 == 0 ? Verdict.TASK_FAILED : Verdict.SUCCEEDED,
                        1,
                        60_000,
                        0,
                        new Wait(WaitKind.STARTING, "ContainerCreating", "", 1, 2_000))));
    }

    private void trouble(AdviceRule rule) {
        for (int i = 0; i < 40; i++) {
            tasks.add(
                    switch (rule) {
                        case REGISTRY_LIMIT ->
                            task(
                                    "prod",
                                    "image" + i % 12,
                                    Verdict.SUCCEEDED,
                                    1,
                                    1,
                                    0,
                                    new Wait(WaitKind.LIMITED, "RegistryRateLimit", i % 2 == 0 ? "side" : "", 5, HOUR));
                        case DAMPING ->
                            task(
                                    "prod",
                                    "busybox",
                                    Verdict.SUCCEEDED,
                                    1,
                                    1,
                                    0,
                                    new Wait(WaitKind.LIMITED, "RegistryDamping", "busybox", 1, HOUR));
                        case KUBELET_LIMIT ->
                            task(
                                    "prod",
                                    "busybox",
                                    Verdict.SUCCEEDED,
                                    1,
                                    1,
                                    0,
                                    new Wait(WaitKind.LIMITED, "PullQPSExceeded", "busybox", 3, HOUR));
                        case QUOTA -> task("prod", "busybox", Verdict.SUCCEEDED, 1, 1, 0, wait("QuotaExceeded", HOUR));
                        case NO_ROOM ->
                            task("prod", "busybox", Verdict.SUCCEEDED, 1, 1, 0, wait("Unschedulable", HOUR));
                        case MAX_PODS -> task("prod", "busybox", Verdict.SUCCEEDED, 1, 1, 0, wait("PodLimit", HOUR));
                        case KUEUE -> task("prod", "busybox", Verdict.SUCCEEDED, 1, 1, 0, wait("Queued", HOUR));
                        case MISSING_IMAGE ->
                            task(
                                    "prod",
                                    "busybox",
                                    Verdict.PERMANENT,
                                    1,
                                    0,
                                    0,
                                    new Wait(WaitKind.RETRYING, "ImageNotFound", "slow:1", 1, 30_000));
                        case SLOW_START ->
                            task(
                                    "prod",
                                    "slow:1",
                                    Verdict.SUCCEEDED,
                                    1,
                                    1,
                                    0,
                                    new Wait(WaitKind.STARTING, "ContainerCreating", "", 1, 300_000));
                        case SLOW_FILES ->
                            task(
                                    "prod",
                                    "slow:1",
                                    Verdict.SUCCEEDED,
                                    1,
                                    1_000,
                                    0,
                                    new Wait(WaitKind.FILES, "SendingFiles", "", 1, 300_000));
                        case LOST_ATTEMPTS ->
                            task("prod", "busybox", Verdict.SUCCEEDED, 2, 1, HOUR, wait("ContainerCreating", 1));
                    });
        }
    }

    private static Wait wait(String cause, long ms) {
        return new Wait(WaitKind.SCHEDULING, cause, "", 1, ms);
    }

    private EndedTask task(
            String cluster, String image, Verdict verdict, int attempts, long runMs, long lostMs, Wait wait) {
        return new EndedTask(
                NOW.minusSeconds(tasks.size()),
                "" + tasks.size(),
                "team/job#" + tasks.size(),
                cluster,
                "ci",
                image,
                verdict,
                verdict == Verdict.PERMANENT ? "ImageNotFound" : "Completed",
                attempts,
                verdict == Verdict.PERMANENT ? null : wait.ms(),
                runMs,
                lostMs,
                List.of(wait));
    }

    private HistoryTable.View view() {
        HistoryTable table = new HistoryTable(10_000);
        tasks.forEach(table::add);
        return table.view();
    }

    private List<Advice> advice() {
        return HistoryAnswers.advice(view(), HistoryQuery.Period.WEEK, HistoryScope.ALL, NOW);
    }

    private HistorySums found(Advice advice) {
        Map<String, String> parameters = Arrays.stream(
                        advice.query().substring(1).split("&"))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0], parts -> URLDecoder.decode(parts[1], StandardCharsets.UTF_8)));
        return HistoryAnswers.sums(view(), HistoryQuery.of(parameters::get), HistoryScope.ALL, NOW);
    }
}
