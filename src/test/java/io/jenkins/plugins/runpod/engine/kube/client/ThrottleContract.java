package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server that has no time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ThrottleContract {
    private final ContractCluster cluster;

    ThrottleContract(ContractCluster cluster) {
        this.cluster = cluster;
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void whoIsTooMuchIsToldWhenToComeBack() {
        List<CompletableFuture<ContractCluster.Answer>> answers = Stream.generate(
                        () -> cluster.getLater("/api/v1/namespaces/run-pod/pods"))
                .limit(60)
                .toList();

        List<ContractCluster.Answer> refused = answers.stream()
                .map(ContractCluster::answer)
                .filter(answer -> answer.status() == 429)
                .toList();

        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.retryAfter()).matches("[1-9][0-9]*");
            assertThat(answer.body()).isEqualTo("Too many requests, please try again later.\n");
        });
    }
}
