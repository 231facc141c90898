/**
 * The pure state machine of a task: (state, observation, now) to (state, commands).
 *
 * <p>{@link io.jenkins.plugins.runpod.engine.lifecycle.Lifecycle} folds what was observed into the state and then
 * decides, level-triggered, what is to be done from there. It performs no I/O, reads no clock and starts no thread, so
 * it is tested by tables and by generated histories.
 */
package io.jenkins.plugins.runpod.engine.lifecycle;
