package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryOnTest {
    @Test
    void aFailureWithoutAnExitCodeIsNoneOfTheNamedExitCodes() {
        Ending evicted = Ending.of(Verdict.TASK_FAILED, "EvictedOwnLimit", "It used too much storage.", "");
        assertThat(RetryOn.standard().covers(evicted)).isFalse();
        assertThat(new RetryOn(false, false, Set.of(137), false, false).covers(evicted))
                .isFalse();
    }
}
