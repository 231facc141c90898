package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether an API server answers.
 *
 * @param lastAnswer the time since its last answer, or empty before the first one
 * @param failure why the last request had no usable answer, or empty if it had one
 */
public record ServerHealth(Optional<Duration> lastAnswer, Optional<String> failure) {}
