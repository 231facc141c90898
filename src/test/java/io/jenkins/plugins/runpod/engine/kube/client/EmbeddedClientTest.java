package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.PullFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedClientTest extends ClientContract {
    private final EmbeddedCluster embedded = EmbeddedCluster.start();

    @Override
    Supplier<Config> access() {
        return () -> Kubeconfig.text(kubeconfig(embedded), Optional.empty(), Kubeconfig.Reach.TEXT)
                .get();
    }

    String kubeconfig(EmbeddedCluster cluster) {
        return cluster.kubeconfig();
    }

    @Override
    String namespace() {
        return "default";
    }

    @Override
    String image() {
        return "busybox";
    }

    @Override
    String user() {
        return "system:serviceaccount:ci:jenkins";
    }

    @BeforeEach
    void script() {
        embedded.server().user(user());
        embedded.script(PodScript.forImage("registry.invalid/.*").pullFails(PullFailure.refused()));
    }

    @AfterEach
    void stop() {
        embedded.close();
    }

    @Test
    void whereAReviewIsRefusedTheTokenTellsOurAccount() throws Exception {
        embedded.server().deny(request -> request.what().equals("create selfsubjectreviews"));

        assertThat(get(cluster().account())).isEmpty();
        assertThat(ApiAccount.subject("Bearer " + token("{\"sub\":\"system:serviceaccount:ci:other\"}")))
                .isEqualTo("system:serviceaccount:ci:other");
        assertThat(ApiAccount.subject("Bearer " + token("no JSON"))).isEmpty();
        assertThat(ApiAccount.subject("Bearer " + token("{}"))).isEmpty();
        assertThat(ApiAccount.subject("Bearer opaque")).isEmpty();
        assertThat(ApiAccount.subject("Bearer a.%.c")).isEmpty();
        assertThat(ApiAccount.subject("Basic " + token("{\"sub\":\"x\"}"))).isEmpty();
    }

    private static String token(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    @Test
    void theAccountOfATokenIsKnownWithoutAReview() throws Exception {
        String token = token("{\"sub\":\"system:serviceaccount:ci:other\"}");
        embedded.server().deny(request -> request.what().equals("create selfsubjectreviews"));
        embedded.requireToken(token);

        assertThat(get(cluster().account())).contains(new ServiceAccount("ci", "other"));
    }

    @Test
    void aReviewThatWasRefusedIsAskedForAgain() throws Exception {
        embedded.faults().on("create selfsubjectreviews").times(1).answer(403);

        assertThat(get(cluster().account())).isEmpty();
        assertThat(get(cluster().account())).isEqualTo(ServiceAccount.ofUser(user()));
    }

    @Test
    void anOutageIsNoAnswerAboutOurAccountAndIsAskedAgain() throws Exception {
        embedded.faults().on("create selfsubjectreviews").times(1).answer(503);

        assertThat(failure(cluster().account()).status()).isEqualTo(503);
        assertThat(get(cluster().account())).isEqualTo(ServiceAccount.ofUser(user()));
    }

    @Test
    void anAnswerThatIsLostLeavesTheEffectOpenAndThePodCanBeFound() throws Exception {
        embedded.faults().on("create pods").times(1).loseReply();

        KubeFailure failure = failure(cluster().kube().create(pod("contract-lost", "true")));

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(get(cluster().kube().get(namespace(), "contract-lost"))).isPresent();
    }

    @Test
    void aServerThatComesBackIsFollowedOn() throws Exception {
        PodSnapshot pod = create("sleep 2; exit 3");
        Last last = new Last();
        cluster().follow(namespace(), pod.name(), last);
        await().until(() -> last.phase().equals("Running"));

        embedded.server().stop();
        await().until(() -> last.failed);
        embedded.server().start();

        await().until(() -> last.works && last.phase().equals("Failed"));
    }
}
