/**
 * The pure state machine of a task: (state, observation, now) to (state, commands).
 *
 * <p>{@link io.jenkins.plugins.runpod.engine.lifecycle.Lifecycle} adds an observation to the state and then decides,
 * level-triggered, what to do. It performs no I/O, reads no clock and starts no thread. So tables and generated
 * histories can test it.
 */
package io.jenkins.plugins.runpod.engine.lifecycle;
