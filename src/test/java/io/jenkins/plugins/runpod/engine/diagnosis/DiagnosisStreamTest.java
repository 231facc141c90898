package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisStreamTest {
    private static final String POD = """
            {"kind":"Pod","metadata":{"name":"NAME","namespace":"ns","uid":"u-NAME","creationTimestamp":"2026-11-23T15:00:00Z"},
             "spec":{"nodeName":"n","containers":[{"name":"main","image":"app:429"}]},
             "status":{"phase":"PHASE","containerStatuses":[{"name":"main","state":STATE}]}}""";
    private static final String EVENT = """
            {"kind":"Event","involvedObject":{"kind":"Pod","namespace":"ns","name":"a","uid":"u-a","fieldPath":"spec.containers{main}"},
             "reason":"Failed","message":"Failed to pull image \\"app:429\\": toomanyrequests: slow down"}""";

    private static final String BACK_OFF =
            "{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"Back-off pulling image \\\"app:429\\\"\"}}";
    private static final String EXIT_1 =
            "{\"terminated\":{\"exitCode\":1,\"startedAt\":\"2026-11-23T15:00:01Z\",\"finishedAt\":\"2026-11-23T15:00:02Z\"}}";

    private static String pod(String name, String phase, String state) {
        return POD.replace("NAME", name).replace("PHASE", phase).replace("STATE", state);
    }

    private static String at(long t, String type, String object) {
        return "{\"t\":" + t + ",\"type\":\"" + type + "\",\"object\":" + object + "}\n";
    }

    private static List<DiagnosisStream.Row> rows(String input) throws IOException {
        List<DiagnosisStream.Row> rows = new ArrayList<>();
        new DiagnosisStream(new Diagnoser(ImageErrorRules.none()), Optional.empty())
                .read(new StringReader(input), rows::add);
        return rows;
    }

    @Test
    void aPlainPodGivesOneRow() throws IOException {
        assertThat(rows(pod("a", "Pending", BACK_OFF)))
                .singleElement()
                .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS));
    }

    @Test
    void anEventOnlyChangesWhatIsKnown() throws IOException {
        assertThat(rows(EVENT + pod("a", "Pending", BACK_OFF)))
                .singleElement()
                .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.RATE_LIMITED));
    }

    @Test
    void anEventOfTheNewerApiIsUnderstood() throws IOException {
        String newer = EVENT.replace("involvedObject", "regarding")
                .replace("\"message\"", "\"note\"")
                .replace("{\"kind\":\"Event\"", "{\"kind\":\"Event\",\"eventTime\":\"2026-11-23T15:00:00.000001Z\"");
        assertThat(rows(newer + pod("a", "Pending", BACK_OFF)).get(0).verdict()).isEqualTo(Verdict.RATE_LIMITED);
    }

    @Test
    void eachPodHasItsOwnMemory() throws IOException {
        List<DiagnosisStream.Row> rows =
                rows(EVENT + pod("a", "Pending", BACK_OFF) + "\n" + pod("b", "Pending", BACK_OFF));
        assertThat(rows)
                .extracting(DiagnosisStream.Row::verdict)
                .containsExactly(Verdict.RATE_LIMITED, Verdict.AMBIGUOUS);
    }

    @Test
    void listsAndArraysAndWatchEventsAreTakenApart() throws IOException {
        String pod = pod("a", "Running", "{\"running\":{\"startedAt\":\"2026-11-23T15:00:01Z\"}}");
        String withoutKind = pod.replace("\"kind\":\"Pod\",", "");
        String input = "{\"kind\":\"List\",\"items\":[" + pod + "," + EVENT + "]}"
                + "{\"kind\":\"PodList\",\"items\":[" + withoutKind + "]}\n"
                + "[" + pod + ",{\"type\":\"MODIFIED\",\"object\":" + pod + "}]"
                + "{\"kind\":\"EventList\",\"items\":[" + EVENT.replace("\"kind\":\"Event\",", "") + "]}";
        assertThat(rows(input))
                .extracting(DiagnosisStream.Row::verdict)
                .containsOnly(Verdict.RUNNING)
                .hasSize(4);
    }

    @Test
    void whatIsNeitherPodNorEventIsPassedOver() throws IOException {
        String input = """
                null 3 "x" {} [] {"kind":"Node","metadata":{"name":"n"}} {"type":"BOOKMARK","object":{"kind":"Pod"}}
                {"type":"ERROR","object":{"kind":"Status","code":410}} {"kind":"Event"} {"t":5,"type":"ADDED"}
                {"kind":"Event","involvedObject":{"kind":"Node","name":"n"},"reason":"Started"}
                """;
        assertThat(rows(input)).isEmpty();
    }

    @Test
    void brokenJsonIsReportedOnceWithItsLine() {
        List<DiagnosisStream.Row> before = new ArrayList<>();
        String input = at(1, "ADDED", pod("a", "Pending", BACK_OFF).replace("\n", "")) + "{\"kind\":\"Pod\",\n oops}";
        assertThatThrownBy(() -> new DiagnosisStream(new Diagnoser(ImageErrorRules.none()), Optional.empty())
                        .read(new StringReader(input), before::add))
                .isInstanceOf(DiagnosisStream.BrokenJson.class)
                .hasMessageStartingWith("line 3: not JSON: ");
        assertThat(before).hasSize(1);
    }

    @Test
    void theEndOfARecordingGivesARowForItsMoment() throws IOException {
        List<DiagnosisStream.Row> rows =
                rows(at(1000, "ADDED", pod("a", "Pending", BACK_OFF)) + "{\"t\":9000,\"type\":\"END\"}");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).end()).isTrue();
        assertThat(rows.get(1).t()).isEqualTo(9000);
        assertThat(rows.get(1).pod()).isEqualTo("a");
    }

    @Test
    void anEndAfterTheDeletionIsJudgedByWhatWasSeen() throws IOException {
        String creating = pod("a", "Pending", "{\"waiting\":{\"reason\":\"ContainerCreating\"}}");
        String started = EVENT.replace("\"Failed\"", "\"Started\"");
        List<DiagnosisStream.Row> rows = rows(at(1000, "ADDED", pod("a", "Pending", BACK_OFF))
                + at(2000, "DELETED", pod("a", "Pending", BACK_OFF))
                + at(3000, "ADDED", started)
                + "{\"t\":9000,\"type\":\"END\"}"
                + at(9001, "ADDED", creating.replace("u-a", "u-2")));
        assertThat(rows)
                .extracting(DiagnosisStream.Row::verdict)
                .containsExactly(Verdict.AMBIGUOUS, Verdict.NEVER_STARTED, Verdict.OUTCOME_UNKNOWN, Verdict.WAITING);
    }

    @Test
    void aPodThatIsBeingDeletedAtTheEndIsJudgedAsIfItWereGone() throws IOException {
        String running = pod("a", "Running", "{\"running\":{\"startedAt\":\"2026-11-23T15:00:01Z\"}}");
        String deleting = running.replace("\"uid\"", "\"deletionTimestamp\":\"2026-11-23T15:00:40Z\",\"uid\"");
        assertThat(rows(at(1000, "ADDED", running) + at(2000, "MODIFIED", deleting) + "{\"t\":9000,\"type\":\"END\"}"))
                .extracting(DiagnosisStream.Row::verdict)
                .containsExactly(Verdict.RUNNING, Verdict.RUNNING, Verdict.OUTCOME_UNKNOWN);
    }

    @Test
    void aMissingSecretIsPermanentWhenItHasNotComeForTwoMinutes() throws IOException {
        String missing = pod(
                "a",
                "Pending",
                "{\"waiting\":{\"reason\":\"CreateContainerConfigError\",\"message\":\"secret \\\"s\\\" not found\"}}");
        assertThat(rows(at(1000, "ADDED", missing)
                        + at(120_999, "MODIFIED", missing)
                        + at(121_000, "MODIFIED", missing)))
                .extracting(DiagnosisStream.Row::verdict)
                .containsExactly(Verdict.AMBIGUOUS, Verdict.AMBIGUOUS, Verdict.PERMANENT);
    }

    @Test
    void anExitCodeInAHistoryIsNotFinalBeforeThePhase() throws IOException {
        List<DiagnosisStream.Row> rows =
                rows(at(1000, "ADDED", pod("a", "Running", EXIT_1)) + at(2000, "MODIFIED", pod("a", "Failed", EXIT_1)));
        assertThat(rows).extracting(DiagnosisStream.Row::verdict).containsExactly(Verdict.RUNNING, Verdict.TASK_FAILED);
        assertThat(rows.get(1).exitCode()).hasValue(1);
    }

    @Test
    void anExitCodeInAPictureIsTakenAsItIs() throws IOException {
        assertThat(rows(pod("a", "Running", EXIT_1)).get(0).verdict()).isEqualTo(Verdict.TASK_FAILED);
    }

    @Test
    void withoutTheTimeOfArrivalTheNewestTimeInTheObjectIsNow() throws IOException {
        assertThat(rows(pod("a", "Failed", EXIT_1)).get(0).t())
                .isEqualTo(java.time.Instant.parse("2026-11-23T15:00:02Z").toEpochMilli());
    }

    @Test
    void aRowIsOneLineOfJson() throws IOException {
        String json = rows(at(7, "ADDED", pod("a", "Failed", EXIT_1))).get(0).toJson();
        assertThat(json)
                .startsWith("{\"t\":7,")
                .contains(
                        "\"pod\":\"a\"",
                        "\"class\":\"TASK_FAILED\"",
                        "\"cause\":\"ExitCode\"",
                        "\"container\":\"main\"")
                .contains("\"remedy\":\"See the container's log.\"", "\"message\":\"\"", "\"exitCode\":1")
                .doesNotContain("\n");
    }
}
