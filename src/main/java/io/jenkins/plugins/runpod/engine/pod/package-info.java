/** What a pod looks like: snapshots of its state, its events, its labels, and the task that it belongs to. Pure. */
package io.jenkins.plugins.runpod.engine.pod;
