package io.jenkins.plugins.runpod.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.util.Map;

/**
 * What tasks have cost together. Durations are in milliseconds.
 *
 * @param verdicts how many ended with each verdict. Those of none are left out
 * @param waits how long they waited, by class. Classes of none are left out
 * @param runMs how long their last result containers ran
 * @param lostAttempts how many of their pods were not the last
 * @param limitedPulls how often a registry limited a pull. The limit of a kubelet is not among them
 * @param limitedMs how long such pulls waited, with the damping that follows from them
 * @param startP50Ms half of those that started did so within this time. Null if none has started
 * @param startP95Ms the same of 95 in 100
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sum(
        int tasks,
        Map<Verdict, Integer> verdicts,
        Map<WaitKind, Long> waits,
        long runMs,
        int lostAttempts,
        long lostMs,
        int limitedPulls,
        long limitedMs,
        Long startP50Ms,
        Long startP95Ms) {}
