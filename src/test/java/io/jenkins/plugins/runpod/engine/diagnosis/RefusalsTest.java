package io.jenkins.plugins.runpod.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.runpod.testing.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What it means when the API server refuses to create a pod. */
class RefusalsTest {
    private static final Diagnoser DIAGNOSER = new Diagnoser(ImageErrorRules.none());

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            403 | pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3 | WAITING | QuotaExceeded
            403 | pods "p" is forbidden: exceeded quota: q, requested: limits.cpu=2,limits.memory=1Gi, used: limits.cpu=3,limits.memory=2Gi, limited: limits.cpu=4,limits.memory=2Gi | WAITING | QuotaExceeded
            403 | pods "p" is forbidden: exceeded quota: q, requested: limits.cpu=500m, used: limits.cpu=0, limited: limits.cpu=1 | WAITING | QuotaExceeded
            403 | pods "p" is forbidden: exceeded quota: q, requested: requests.memory=2Gi, used: requests.memory=0, limited: requests.memory=1Gi | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: exceeded quota: q, requested: cpu=1,memory=2048Mi, used: cpu=0,memory=0, limited: cpu=4,memory=1Gi | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: exceeded quota: q, in words that nobody can parse | WAITING | QuotaExceeded
            403 | pods "p" is forbidden: failed quota: q: must specify limits.cpu for: main | PERMANENT | ResourcesNotSpecified
            403 | pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2 | PERMANENT | LimitRange
            403 | pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false | PERMANENT | AdmissionDenied
            403 | pods is forbidden: User "u" cannot create resource "pods" in API group "" in the namespace "ns" | PERMANENT | Forbidden
            403 | pods "p" is forbidden: unable to create new content in namespace ns because it is being terminated | PERMANENT | Forbidden
            400 | admission webhook "policy.example" denied the request: no | PERMANENT | AdmissionDenied
            422 | Pod "p" is invalid: spec.containers[0].image: Required value | PERMANENT | InvalidPod
            404 | namespaces "nosuch" not found | PERMANENT | NamespaceNotFound
            409 | Operation cannot be fulfilled on resourcequotas "q": the object has been modified | WAITING | QuotaExceeded
            429 | too many requests, please try again later | WAITING | ApiThrottled
            500 | Internal error occurred: failed calling webhook | WAITING | CreateFails
            """)
    void aRefusalHasItsClass(int status, String message, Verdict verdict, String cause) {
        Diagnosis d = DIAGNOSER.createRefused(status, "", message);
        assertThat(d.verdict()).isEqualTo(verdict);
        assertThat(d.cause()).isEqualTo(cause);
        assertThat(d.remedy()).isNotEmpty();
    }

    @Test
    void aRefusalWithoutWordsIsNamedByItsReason() {
        assertThat(DIAGNOSER.createRefused(405, "MethodNotAllowed", null).message())
                .isEqualTo("MethodNotAllowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exceeded quota: requested: a, used: b, limited: ",
                "exceeded quota: requested: a, used: ",
                "exceeds "
            })
    void aHugeMessageOfAWebhookIsReadAtOnce(String words) {
        assertTimeoutPreemptively(
                Patience.HANG,
                () -> assertThat(DIAGNOSER.createRefused(403, "", words.repeat(50_000) + "\n"))
                        .isNotNull());
    }
}
