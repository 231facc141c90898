package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Objects: create, read, change, delete, list. */
abstract class ObjectContract extends Contract {
    private static final String JSON = "application/json";

    ObjectContract(ContractCluster cluster) {
        super(cluster);
    }

    @Test
    void aCreatedObjectHasUidVersionAndTime() {
        ConfigMap map = createMap("a", "1");

        assertThat(map.getMetadata().getUid()).isNotBlank();
        assertThat(Long.parseLong(map.getMetadata().getResourceVersion())).isPositive();
        assertThat(map.getMetadata().getCreationTimestamp()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void aSecondCreateAnswersAlreadyExists() {
        Pod pod = create(homeless());

        JsonNode status = post("/pods", named(pod.getMetadata().getName()));

        assertRefused(
                status, 409, "AlreadyExists", "pods \"" + pod.getMetadata().getName() + "\" already exists");
    }

    @Test
    void aGeneratedNameBeginsAsAsked() {
        JsonNode pod = post("/pods", named("ignored").replace("\"name\":\"ignored\"", "\"generateName\":\"gen-\""));

        assertThat(pod.at("/metadata/name").asText()).matches("gen-[a-z0-9]{5}");
    }

    @Test
    void anInvalidNameIsRefusedWithItsField() {
        JsonNode status = post("/pods", named("Not_a_name"));

        assertThat(status.path("code").asInt()).isEqualTo(422);
        assertThat(status.path("reason").asText()).isEqualTo("Invalid");
        assertThat(status.at("/details/causes/0/field").asText()).isEqualTo("metadata.name");
    }

    @Test
    void everythingThatIsWrongWithAPodIsSaidAtOnce() {
        String pod = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"restartPolicy":"Perhaps","containers":[
                {"name":"a","image":"i"},{"name":"a","image":"i","volumeMounts":[{"name":"nosuch","mountPath":"/m"}]},{"name":"b"}]}}""";

        JsonNode status = post("/pods", pod);

        assertThat(status.path("code").asInt()).isEqualTo(422);
        assertThat(status.at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "spec.containers[1].name",
                        "spec.containers[1].volumeMounts[0].name",
                        "spec.containers[2].image",
                        "spec.restartPolicy");
        assertThat(status.path("message").asText()).startsWith("Pod \"x\" is invalid: [");
    }

    @Test
    void aPodOfTheWrongShapeIsABadRequest() {
        JsonNode status =
                post("/pods", named("x").replace("\"image\":\"i\"", "\"image\":\"i\",\"command\":\"no list\""));

        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("reason").asText()).isEqualTo("BadRequest");
        assertThat(status.path("message").asText()).startsWith("Pod in version \"v1\" cannot be handled as a Pod: ");
    }

    @Test
    void aRequestAboveItsLimitIsRefused() {
        JsonNode status = post(
                "/pods",
                named("x")
                        .replace(
                                "\"image\":\"i\"",
                                "\"image\":\"i\",\"resources\":{\"requests\":{\"cpu\":\"2\"},\"limits\":{\"cpu\":\"1\"}}"));

        assertThat(status.path("code").asInt()).isEqualTo(422);
        assertThat(status.at("/details/causes/0/field").asText()).isEqualTo("spec.containers[0].resources.requests");
    }

    @Test
    void aMissingServiceAccountIsForbidden() {
        JsonNode status =
                post("/pods", named("x").replace("\"containers\"", "\"serviceAccountName\":\"nosuch\",\"containers\""));

        assertThat(status.path("code").asInt()).isEqualTo(403);
        assertThat(status.path("message").asText())
                .contains("error looking up service account " + namespace
                        + "/nosuch: serviceaccount \"nosuch\" not found");
    }

    @Test
    void aMissingObjectAnswersNotFoundWithItsName() {
        JsonNode status = cluster.get(path("/pods/nosuch")).json();

        assertRefused(status, 404, "NotFound", "pods \"nosuch\" not found");
        assertThat(status.at("/details/name").asText()).isEqualTo("nosuch");
    }

    @Test
    void aMissingNamespaceAnswersNotFound() {
        JsonNode status = cluster.send(
                        "POST",
                        "/api/v1/namespaces/no-such/pods",
                        JSON,
                        named("x").replace(namespace, "no-such"))
                .json();

        assertRefused(status, 404, "NotFound", "namespaces \"no-such\" not found");
    }

    @Test
    void anUpdateOfAnOldVersionIsAConflict() {
        ConfigMap map = createMap("a", "1");
        cluster.client()
                .resource(new ConfigMapBuilder(map).addToData("a", "2").build())
                .update();

        JsonNode status = cluster.send(
                        "PUT", path("/configmaps/" + map.getMetadata().getName()), JSON, """
                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","resourceVersion":"%s"},"data":{"a":"3"}}""".formatted(
                                map.getMetadata().getName(), map.getMetadata().getResourceVersion()))
                .json();

        assertThat(status.path("code").asInt()).isEqualTo(409);
        assertThat(status.path("reason").asText()).isEqualTo("Conflict");
    }

    @Test
    void anUpdateThatChangesNothingKeepsTheVersion() {
        ConfigMap map = createMap("a", "1");

        ConfigMap again = cluster.client().resource(map).update();

        assertThat(again.getMetadata().getResourceVersion())
                .isEqualTo(map.getMetadata().getResourceVersion());
    }

    @Test
    void aMergePatchReplacesListsAndRemovesNulls() {
        Pod pod = create(homeless()
                .editMetadata()
                .addToLabels("a", "1")
                .addToLabels("b", "2")
                .endMetadata());

        JsonNode patched =
                patch(pod, "application/merge-patch+json", "{\"metadata\":{\"labels\":{\"a\":null,\"c\":\"3\"}}}");

        assertThat(patched.at("/metadata/labels").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
    }

    @Test
    void aStrategicPatchMergesContainersByName() {
        Pod pod = create(homeless());

        JsonNode patched = patch(
                pod,
                "application/strategic-merge-patch+json",
                "{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"other:1\"}]}}");

        assertThat(patched.at("/spec/containers/0/image").asText()).isEqualTo("other:1");
        assertThat(patched.at("/spec/containers/0/command/0").asText()).isEqualTo("sh");
    }

    @Test
    void aJsonPatchChangesOnePlace() {
        Pod pod = create(homeless());

        JsonNode patched = patch(
                pod,
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"x\":\"y\"}}]");

        assertThat(patched.at("/metadata/labels/x").asText()).isEqualTo("y");
    }

    @Test
    void theSpecOfAPodCannotBeChanged() {
        Pod pod = create(homeless());

        JsonNode status = patch(pod, "application/merge-patch+json", "{\"spec\":{\"restartPolicy\":\"Always\"}}");

        assertThat(status.path("code").asInt()).isEqualTo(422);
    }

    @Test
    void aPatchOfTheStatusLeavesTheSpecAlone() {
        Pod pod = create(homeless());

        JsonNode patched = cluster.send(
                        "PATCH",
                        path("/pods/" + pod.getMetadata().getName() + "/status"),
                        "application/merge-patch+json",
                        "{\"status\":{\"message\":\"told\"},\"spec\":{\"restartPolicy\":\"Always\"}}")
                .json();

        assertThat(patched.at("/status/message").asText()).isEqualTo("told");
        assertThat(patched.at("/spec/restartPolicy").asText()).isEqualTo("Never");
    }

    @Test
    void aDeleteOfAnotherUidIsAConflict() {
        Pod pod = create(homeless());

        JsonNode status = deleteWith(pod, "\"preconditions\":{\"uid\":\"1b4e28ba-2fa1-11d2-883f-0016d3cca427\"}");

        assertThat(status.path("code").asInt()).isEqualTo(409);
        assertThat(status.path("reason").asText()).isEqualTo("Conflict");
        assertThat(resource(pod).get()).isNotNull();
    }

    @Test
    void aDeleteOfAnOldVersionIsAConflict() {
        Pod pod = create(homeless());
        JsonNode changed = patch(pod, "application/merge-patch+json", "{\"metadata\":{\"labels\":{\"n\":\"1\"}}}");

        JsonNode status = deleteWith(
                pod,
                "\"preconditions\":{\"uid\":\"%s\",\"resourceVersion\":\"%s\"}"
                        .formatted(pod.getMetadata().getUid(), pod.getMetadata().getResourceVersion()));

        assertThat(changed.at("/metadata/resourceVersion").asText())
                .isNotEqualTo(pod.getMetadata().getResourceVersion());
        assertThat(status.path("code").asInt()).isEqualTo(409);
        assertThat(resource(pod).get()).isNotNull();
    }

    @Test
    void aDeleteOfTheCurrentVersionSucceeds() {
        Pod pod = create(homeless());
        Pod pending = awaitPod(pod, now -> !now.getStatus().getConditions().isEmpty());

        JsonNode last = deleteWith(
                pending,
                "\"preconditions\":{\"uid\":\"%s\",\"resourceVersion\":\"%s\"}"
                        .formatted(
                                pending.getMetadata().getUid(),
                                pending.getMetadata().getResourceVersion()));

        assertThat(last.path("kind").asText()).isEqualTo("Pod");
        assertThat(resource(pod).get()).isNull();
    }

    @Test
    void aPodWithoutANodeIsGoneAtOnce() {
        Pod pod = create(
                homeless().editSpec().withTerminationGracePeriodSeconds(30L).endSpec());

        resource(pod).delete();

        assertThat(resource(pod).get()).isNull();
    }

    @Test
    void aDeletedSecretIsAnsweredWithAStatus() {
        Secret secret = cluster.client().resource(secret().build()).create();

        JsonNode status = cluster.send(
                        "DELETE", path("/secrets/" + secret.getMetadata().getName()), JSON, "{}")
                .json();

        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("status").asText()).isEqualTo("Success");
        assertThat(status.at("/details/uid").asText())
                .isEqualTo(secret.getMetadata().getUid());
    }

    @Test
    void plainSecretDataIsStoredEncoded() {
        Secret secret = cluster.client().resource(secret().build()).create();

        assertThat(secret.getData()).containsEntry("password", "c2VjcmV0");
        assertThat(secret.getType()).isEqualTo("Opaque");
    }

    @Test
    void aSecretGoesWithThePodThatOwnsIt() {
        Pod pod = create(homeless());
        Secret secret = cluster.client()
                .resource(secret().editMetadata()
                        .addNewOwnerReference()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .create();

        resource(pod).delete();

        await().until(() -> cluster.client().resource(secret).get() == null);
    }

    @Test
    void aLimitedListIsContinuedAsOneSnapshot() {
        String label = newName();
        for (int i = 0; i < 5; i++) {
            create(labelled(label));
        }
        String query = "/pods?limit=2&labelSelector=set%3D" + label;
        JsonNode first = cluster.get(path(query)).json();
        create(labelled(label));

        Set<String> names = new HashSet<>(first.at("/items").findValuesAsText("uid"));
        JsonNode page = first;
        while (page.at("/metadata").hasNonNull("continue")
                && !page.at("/metadata/continue").asText().isEmpty()) {
            page = cluster.get(path(
                            query + "&continue=" + page.at("/metadata/continue").asText()))
                    .json();
            page.at("/items").forEach(item -> names.add(item.at("/metadata/uid").asText()));
            assertThat(page.at("/metadata/resourceVersion").asText())
                    .isEqualTo(first.at("/metadata/resourceVersion").asText());
        }

        assertThat(names).hasSize(5);
    }

    @Test
    void labelSelectorsKnowEqualityAndSets() {
        String set = newName();
        for (String colour : new String[] {"red", "green", "blue"}) {
            create(labelled(set).editMetadata().addToLabels("colour", colour).endMetadata());
        }
        create(labelled(set));

        assertThat(count(set, "colour=red")).isEqualTo(1);
        assertThat(count(set, "colour!=red")).isEqualTo(3);
        assertThat(count(set, "colour+in+(red,green)")).isEqualTo(2);
        assertThat(count(set, "colour+notin+(red,green)")).isEqualTo(2);
        assertThat(count(set, "colour")).isEqualTo(3);
        assertThat(count(set, "!colour")).isEqualTo(1);
    }

    @Test
    void fieldSelectorsKnowNameAndPhase() {
        Pod pod = create(homeless());
        String name = "metadata.name%3D" + pod.getMetadata().getName();

        assertThat(cluster.get(path("/pods?fieldSelector=" + name)).json().path("items"))
                .hasSize(1);
        assertThat(cluster.get(path("/pods?fieldSelector=" + name + ",status.phase%3DPending"))
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(cluster.get(path("/pods?fieldSelector=" + name + ",status.phase!%3DPending"))
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void anUnknownFieldSelectorIsABadRequest() {
        JsonNode status =
                cluster.get(path("/pods?fieldSelector=spec.colour%3Dred")).json();

        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("message").asText()).contains("field label not supported: spec.colour");
    }

    @Test
    void anAccessReviewSaysWhatIsAllowed() {
        JsonNode review = cluster.send(
                        "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", JSON, """
                        {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":
                        {"namespace":"%s","verb":"create","resource":"pods"}}}""".formatted(
                                        namespace))
                .json();

        assertThat(review.at("/status/allowed").asBoolean()).isTrue();
    }

    @Test
    void aReviewOfOneselfSaysWhoOneIs() {
        JsonNode review = cluster.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", JSON, """
                        {"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""")
                .json();

        assertThat(review.path("kind").asText()).isEqualTo("SelfSubjectReview");
        assertThat(review.at("/status/userInfo/username").asText()).isNotEmpty();
        assertThat(review.at("/status/userInfo/groups"))
                .extracting(JsonNode::asText)
                .contains("system:authenticated");
    }

    private PodBuilder labelled(String set) {
        return homeless().editMetadata().addToLabels("set", set).endMetadata();
    }

    private int count(String set, String selector) {
        return cluster.get(path("/pods?labelSelector=set%3D" + set + "," + selector.replace("=", "%3D")))
                .json()
                .path("items")
                .size();
    }

    private SecretBuilder secret() {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(newName())
                .withNamespace(namespace)
                .endMetadata()
                .addToStringData("password", "secret");
    }

    private ConfigMap createMap(String key, String value) {
        return cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(newName())
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToData(key, value)
                        .build())
                .create();
    }

    private String named(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeSelector":{"run-pod.test/no-such":"node"},
                "containers":[{"name":"main","image":"i"}]}}""".formatted(name);
    }

    private JsonNode post(String rest, String body) {
        return cluster.send("POST", path(rest), JSON, body).json();
    }

    private JsonNode patch(Pod pod, String type, String patch) {
        return cluster.send("PATCH", path("/pods/" + pod.getMetadata().getName()), type, patch)
                .json();
    }

    private static void assertRefused(JsonNode status, int code, String reason, String message) {
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(code);
        assertThat(status.path("reason").asText()).isEqualTo(reason);
        assertThat(status.path("message").asText()).isEqualTo(message);
    }
}
