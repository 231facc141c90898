package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.Test;

/** Servers and proxies that do not give metadata alone. */
class SecretMetadataTest {
    private static final String SECRET =
            "{'kind':'Secret','apiVersion':'v1','metadata':{'name':'one','namespace':'ns','uid':'uid-1'},'data':{'TOKEN':'bGFtcA=='}}"
                    .replace('\'', '"');

    @Test
    void listAsksForNothingButMetadata() throws Exception {
        try (ClusterFixture fixture = new ClusterFixture((request, answer) -> answer.json(200, list()))) {
            get(fixture.kube().secrets().list("ns", "a=b"));

            assertThat(fixture.server.requests.get(0).headers().get("accept"))
                    .isEqualTo("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        }
    }

    @Test
    void serverThatSendsTheValuesNeverthelessIsReadWithoutThem() throws Exception {
        try (ClusterFixture fixture = new ClusterFixture((request, answer) -> answer.json(200, list()))) {
            assertThat(get(fixture.kube().secrets().list("ns", "a=b")))
                    .singleElement()
                    .satisfies(secret -> assertThat(secret.uid()).isEqualTo("uid-1"))
                    .satisfies(secret -> assertThat(secret.toString()).doesNotContain("bGFtcA=="));
        }
    }

    @Test
    void serverThatCannotLeaveThemOutIsNotAskedForThem() throws Exception {
        try (ClusterFixture fixture = new ClusterFixture((request, answer) ->
                answer.status(406, "NotAcceptable", "only the following media types are accepted: application/json"))) {
            assertThat(failure(fixture.kube().secrets().list("ns", "a=b")).status())
                    .isEqualTo(406);
            assertThat(fixture.server.requests).hasSize(1);
        }
    }

    @Test
    void taskMakesItsSecretOnAnyServer() throws Exception {
        try (ClusterFixture fixture = new ClusterFixture((request, answer) -> {
            if (request.headers().get("accept").endsWith(", application/json")) {
                answer.json(201, SECRET);
            } else {
                answer.status(406, "NotAcceptable", "not acceptable");
            }
        })) {
            assertThat(get(fixture.kube()
                            .secrets()
                            .create(new SecretBuilder()
                                    .withNewMetadata()
                                    .withNamespace("ns")
                                    .withName("one")
                                    .endMetadata()
                                    .build())))
                    .isEqualTo("uid-1");
        }
    }

    private static String list() {
        return "{\"kind\":\"SecretList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[" + SECRET + "]}";
    }
}
