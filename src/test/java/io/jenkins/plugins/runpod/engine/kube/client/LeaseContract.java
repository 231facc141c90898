package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Leases: who is first holds one, and who has not seen its newest state cannot change it. */
abstract class LeaseContract extends Contract {
    private static final String JSON = "application/json";

    LeaseContract(ContractCluster cluster) {
        super(cluster);
    }

    @Test
    void aLeaseIsHeldByWhoCreatedItFirst() {
        String name = newName();
        created(name);

        JsonNode refused = post(lease(name)).json();

        assertThat(refused.path("code").asInt()).isEqualTo(409);
        assertThat(refused.path("reason").asText()).isEqualTo("AlreadyExists");
        assertThat(refused.path("message").asText())
                .isEqualTo("leases.coordination.k8s.io \"" + name + "\" already exists");
    }

    @Test
    void whoHasSeenTheNewestStateReplacesIt() {
        ObjectNode lease = created(newName());
        ((ObjectNode) lease.path("spec")).put("holderIdentity", "b");

        JsonNode replaced = put(lease).json();

        assertThat(replaced.at("/spec/holderIdentity").asText()).isEqualTo("b");
        assertThat(replaced.at("/metadata/resourceVersion")).isNotEqualTo(lease.at("/metadata/resourceVersion"));
    }

    @Test
    void whoHasSeenAnOlderStateIsRefused() {
        ObjectNode lease = created(newName());
        ((ObjectNode) lease.path("spec")).put("leaseDurationSeconds", 30);
        assertThat(put(lease).status()).isEqualTo(200);
        ((ObjectNode) lease.path("spec")).put("leaseDurationSeconds", 45);

        JsonNode refused = put(lease).json();

        assertThat(refused.path("code").asInt()).isEqualTo(409);
        assertThat(refused.path("reason").asText()).isEqualTo("Conflict");
    }

    @Test
    void whoDoesNotSayWhatHeHasSeenIsRefused() {
        ObjectNode lease = created(newName());
        ((ObjectNode) lease.path("metadata")).remove("resourceVersion");

        assertThat(put(lease).status()).isEqualTo(422);
    }

    @Test
    void aLeaseLastsForAWhile() {
        assertThat(post(lease(newName()).replace("15", "0")).status()).isEqualTo(422);
    }

    @Test
    void timesHaveSixDecimals() {
        assertThat(post(lease(newName()).replace(".678901", "")).status()).isEqualTo(400);
    }

    @Test
    void aMissingLeaseIsNotFound() {
        JsonNode missing = cluster.get(leases() + "/none").json();

        assertThat(missing.path("code").asInt()).isEqualTo(404);
        assertThat(missing.path("reason").asText()).isEqualTo("NotFound");
    }

    private String leases() {
        return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    }

    private static String lease(String name) {
        return """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"%s"},"spec":{"holderIdentity":"a",
                "leaseDurationSeconds":15,"renewTime":"2026-01-02T03:04:05.678901Z"}}""".formatted(name);
    }

    private ContractCluster.Answer post(String lease) {
        return cluster.send("POST", leases(), JSON, lease);
    }

    private ObjectNode created(String name) {
        ContractCluster.Answer answer = post(lease(name));
        assertThat(answer.status()).isEqualTo(201);
        return (ObjectNode) answer.json();
    }

    private ContractCluster.Answer put(ObjectNode lease) {
        return cluster.send("PUT", leases() + "/" + lease.at("/metadata/name").asText(), JSON, lease.toString());
    }
}
