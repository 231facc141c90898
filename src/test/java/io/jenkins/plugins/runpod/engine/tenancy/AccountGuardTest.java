package io.jenkins.plugins.runpod.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountGuardTest {
    private static final ServiceAccount OWN = new ServiceAccount("ci", "default");

    private final AtomicInteger sent = new AtomicInteger();

    private static Pod pod(String namespace, String account, String older, String named) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(account)
                .withServiceAccount(older)
                .endSpec();
        return named == null
                ? pod.build()
                : pod.editMetadata()
                        .addToAnnotations(ServiceAccount.NAMED_BY_RULE, named)
                        .endMetadata()
                        .build();
    }

    private Optional<KubeFailure> create(CompletionStage<Optional<ServiceAccount>> own, Pod pod) {
        try {
            new AccountGuard(() -> own)
                    .whenAllowed(pod, () -> CompletableFuture.completedFuture(sent.incrementAndGet()))
                    .toCompletableFuture()
                    .join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of((KubeFailure) e.getCause());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ci, , , , false",
        "ci, '', '', , false",
        "ci, default, , , false",
        "ci, , default, , false",
        "ci, default, builder, , false",
        "ci, default, , builder, false",
        "ci, default, , default, true",
        "ci, , , default, true",
        "ci, builder, default, , true",
        "other, default, , , true"
    })
    void onlyARuleThatNamesTheOwnAccountAllowsItToAPod(
            String namespace, String account, String older, String named, boolean allowed) {
        Optional<KubeFailure> failure =
                create(CompletableFuture.completedFuture(Optional.of(OWN)), pod(namespace, account, older, named));

        assertThat(failure.isEmpty()).isEqualTo(allowed);
        assertThat(sent).hasValue(allowed ? 1 : 0);
        failure.ifPresent(refused -> {
            assertThat(refused.kind().isFinal()).isTrue();
            assertThat(refused.effect()).isEqualTo(Effect.NONE);
            assertThat(refused).hasMessageContaining("the service account ci/default");
        });
    }

    @Test
    void unknownAccountIsNoServiceAccount() {
        assertThat(create(CompletableFuture.completedFuture(Optional.empty()), pod("ci", null, null, null)))
                .isEmpty();
    }

    @Test
    void outageLetsTheCreateFailUnsentSoThatItIsTriedAgain() {
        KubeFailure outage = new KubeFailure(503, "", "HTTP 503", Optional.of(Duration.ofSeconds(7)), Effect.UNKNOWN);

        KubeFailure failure = create(CompletableFuture.failedFuture(outage), pod("ci", null, null, null))
                .orElseThrow();

        assertThat(sent).hasValue(0);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.kind().isWorthAnotherTry()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }
}
