package io.jenkins.plugins.runpod.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is left of a task's secrets when the task has ended. */
class ForgottenSourceTest {
    /** Stands for a source that holds a build. */
    private static final class Source implements SecretSource {
        @Override
        public CompletionStage<SecretValues> read() {
            return CompletableFuture.completedFuture(
                    new SecretValues(Map.of("TOKEN", "lamplighter"), List.of("lamplighter")));
        }
    }

    private final TaskSecrets secrets;
    private final WeakReference<Source> source;

    ForgottenSourceTest() {
        Source own = new Source();
        source = new WeakReference<>(own);
        secrets = new TaskSecrets(own);
    }

    @Test
    void masksStay() {
        secrets.read().toCompletableFuture().join();

        secrets.forgetSource();

        assertThat(secrets.mask("one lamplighter")).isEqualTo("one ****");
    }

    @Test
    void sourceIsFreeToGo() {
        secrets.read().toCompletableFuture().join();

        secrets.forgetSource();

        await().until(() -> {
            System.gc();
            return source.get() == null;
        });
    }

    @Test
    void nothingIsReadAnyMore() {
        secrets.forgetSource();

        assertThat(secrets.read().toCompletableFuture()).isCompletedExceptionally();
    }
}
