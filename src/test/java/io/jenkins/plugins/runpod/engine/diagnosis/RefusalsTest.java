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
            403 | pods "p" is forbidden: not yet ready to handle request | WAITING | CreateFails
            403 | pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false | PERMANENT | AdmissionDenied
            403 | pods is forbidden: User "u" cannot create resource "pods" in API group "" in the namespace "ns" | AMBIGUOUS | Forbidden
            403 | pods is forbidden: User "system:serviceaccount:ci:jenkins" cannot create resource "pods" in API group "" in the namespace "ns": RBAC: [clusterrole.rbac.authorization.k8s.io "runner" not found, role.rbac.authorization.k8s.io "a" not found] | AMBIGUOUS | Forbidden
            403 | secrets is forbidden: User "u" cannot create resource "secrets" in API group "" in the namespace "ns" | AMBIGUOUS | SecretsForbidden
            403 | secrets "p" is forbidden: User "u" cannot patch resource "secrets" in API group "" in the namespace "ns" | AMBIGUOUS | SecretsForbidden
            403 | pods is forbidden: User "CN=\"u\"" cannot create pods in the namespace "ns" | AMBIGUOUS | Forbidden
            403 | admission webhook "policy.example" denied the request: pods is forbidden: User "u" cannot create resource "pods" | PERMANENT | AdmissionDenied
            403 | pods "p" is forbidden: unable to create new content in namespace ns because it is being terminated | PERMANENT | NamespaceTerminating
            400 | admission webhook "policy.example" denied the request: no | PERMANENT | AdmissionDenied
            422 | Pod "p" is invalid: spec.containers[0].image: Required value | PERMANENT | InvalidPod
            404 | namespaces "nosuch" not found | PERMANENT | NamespaceNotFound
            409 | Operation cannot be fulfilled on resourcequotas "q": the object has been modified | WAITING | QuotaExceeded
            429 | too many requests, please try again later | WAITING | ApiThrottled
            403 | pods "p" is forbidden: exceeded quota: q, requested: cpu=500m, used: cpu=700m, limited: cpu=1 | WAITING | QuotaExceeded
            403 | pods "p" is forbidden: exceeded quota: q, requested: memory=1073741825, used: memory=0, limited: memory=1Gi | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: exceeded quota: q, requested: count/pods=1, used: count/pods=10, limited: count/pods=10 | WAITING | QuotaExceeded
            403 | pods "p" is forbidden: exceeded quota: q, requested: count/pods=1, used: count/pods=0, limited: count/pods=0 | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: exceeded quota: gpu, requested: requests.nvidia.com/gpu=8, used: requests.nvidia.com/gpu=0, limited: requests.nvidia.com/gpu=4 | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: exceeded quota: gpu, requested: requests.nvidia.com/gpu=2, used: requests.nvidia.com/gpu=3, limited: requests.nvidia.com/gpu=4 | WAITING | QuotaExceeded
            403 | admission webhook "resourcesquotasstatus.hnc.x-k8s.io" denied the request: exceeded hierarchical quota in namespace "acme": "hrq", requested: pods=1, used: pods=4, limited: pods=4 | WAITING | QuotaExceeded
            403 | admission webhook "resourcesquotasstatus.hnc.x-k8s.io" denied the request: exceeded hierarchical quota in namespace "acme": "hrq", requested: cpu=8, used: cpu=0, limited: cpu=4 | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: status unknown for quota: q, resources: limits.cpu,limits.memory | WAITING | QuotaNotYetKnown
            403 | pods "p" is forbidden: Status unknown for quota: q | WAITING | QuotaNotYetKnown
            403 | pods "p" is forbidden: insufficient quota to match these scopes: [{PriorityClass In [system-node-critical system-cluster-critical]}] | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: insufficient quota to consume: requests.storage | PERMANENT | QuotaTooSmall
            403 | pods "p" is forbidden: error looking up service account ns/default: serviceaccount "default" not found | WAITING | ServiceAccountNotFound
            403 | pods "p" is forbidden: error looking up service account ns/builder: serviceaccount "builder" not found | AMBIGUOUS | ServiceAccountNotFound
            403 | pods "p" is forbidden: error looking up service account default/default-2: serviceaccount "default-2" not found | AMBIGUOUS | ServiceAccountNotFound
            403 | pods "p" is forbidden: error looking up service account ns/builder: etcdserver: request timed out | WAITING | CreateFails
            403 | pods "p" is forbidden: service account ns/builder was not found, retry after the service account is created | WAITING | ServiceAccountNotFound
            403 | pods "p" is forbidden: no API token found for service account ns/default, retry after the token is automatically created and added to the service account | WAITING | ServiceAccountNotFound
            403 | pods "p" is forbidden: no PriorityClass with name urgent was found | PERMANENT | PriorityClassNotFound
            403 | pods "p" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name | PERMANENT | InvalidPod
            403 | pods "p" is forbidden: pod rejected: RuntimeClass "kata" not found | PERMANENT | RuntimeClassNotFound
            403 | pods "p" is forbidden: pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead | PERMANENT | InvalidPod
            403 | pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead | PERMANENT | InvalidPod
            403 | pods "p" is forbidden: pod rejected: conflict: runtimeClass.scheduling.nodeSelector[arch] = a; pod.spec.nodeSelector[arch] = b | PERMANENT | InvalidPod
            403 | secrets "p" is forbidden: unable to create new content in namespace ns because it is being terminated | PERMANENT | NamespaceTerminating
            403 | pods "p" is forbidden: minimum memory usage per Container is 64Mi.  No request is specified | PERMANENT | LimitRange
            403 | pods "p" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000 | PERMANENT | LimitRange
            403 | pods "p" is forbidden: pod node label selector conflicts with its namespace node label selector | PERMANENT | AdmissionDenied
            403 | pods "p" is forbidden: pod node label selector labels conflict with its namespace whitelist | PERMANENT | AdmissionDenied
            403 | pods "p" is forbidden: pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist | PERMANENT | AdmissionDenied
            403 | pods "p" is forbidden: image policy webhook backend denied one or more images: Images using latest tag are not allowed | PERMANENT | AdmissionDenied
            403 | pods "p" is forbidden: one or more images rejected by webhook backend | PERMANENT | AdmissionDenied
            403 | pods "p" is forbidden: Post "https://policy:8080/image?timeout=30s": dial tcp 10.0.0.1:8080: connect: connection refused | WAITING | CreateFails
            403 | pods "p" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount] | PERMANENT | Forbidden
            403 | pods "p" is forbidden: PodSecurityPolicy: unable to admit pod: [spec.containers[0].securityContext.privileged: Invalid value: true: Privileged containers are not allowed] | PERMANENT | Forbidden
            403 | pods "p" is forbidden: volume with secret.secretName="s" is not allowed because service account builder does not reference that secret | PERMANENT | Forbidden
            403 | pods is forbidden: User "system:serviceaccount:ci:jenkins" cannot create resource "pods" in API group "" in the namespace "must" | AMBIGUOUS | Forbidden
            403 | admission webhook "validation.gatekeeper.sh" denied the request: [limits] container <main> must specify limits: no PriorityClass with name x was found | PERMANENT | AdmissionDenied
            400 | admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/ns/p was blocked due to the following policies require-limits: must specify limits | PERMANENT | AdmissionDenied
            404 | admission webhook "policy.example" denied the request: namespaces "ns" not found | PERMANENT | AdmissionDenied
            422 | pods "p" is forbidden: ValidatingAdmissionPolicy 'tags' with binding 'tags' denied request: failed expression: object.spec | PERMANENT | AdmissionDenied
            422 | Pod "p" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1 | PERMANENT | InvalidPod
            422 | Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than image | PERMANENT | InvalidPod
            422 | Pod "p" is invalid: metadata.labels: Invalid value: "a b": a valid label must be an empty string or consist of alphanumeric characters | PERMANENT | InvalidPod
            400 | Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].comand" | PERMANENT | InvalidPod
            400 | Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field Container.spec.containers.args of type []string | PERMANENT | InvalidPod
            413 | Request entity too large: limit is 3145728 | PERMANENT | PodTooLarge
            413 | HTTP 413 to POST pods: 413 Payload Too Large nginx | PERMANENT | PodTooLarge
            500 | etcdserver: request is too large | PERMANENT | PodTooLarge
            500 | rpc error: code = ResourceExhausted desc = grpc: trying to send message larger than max (2202393 vs. 2097152) | PERMANENT | PodTooLarge
            404 | HTTP 404 to POST pods: 404 page not found | PERMANENT | ApiError
            405 | the server does not allow this method on the requested resource | PERMANENT | ApiError
            415 | the body of the request was in an unknown format - accepted media types include: application/json | PERMANENT | ApiError
            409 | Operation cannot be fulfilled on pods "p": StorageError: invalid object | WAITING | CreateFails
            429 | the server has received too many requests and has asked us to try again later | WAITING | ApiThrottled
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
