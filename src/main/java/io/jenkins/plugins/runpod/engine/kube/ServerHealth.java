package io.jenkins.plugins.runpod.engine.kube;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether an API server answers.
 *
 * @param lastAnswer how long ago it said anything; empty before it first did
 * @param trouble why the last request had no usable answer; empty if it had one
 */
public record ServerHealth(Optional<Duration> lastAnswer, Optional<String> trouble) {}
