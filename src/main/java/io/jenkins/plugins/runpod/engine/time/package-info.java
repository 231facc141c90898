/** Timers, executors, and a clock that only goes forward. Each is small enough to be replaced by simulated time. */
package io.jenkins.plugins.runpod.engine.time;
