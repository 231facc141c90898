/** Snapshots of a pod, its events, its labels, its JSON, and the id of its task. Pure. */
package io.jenkins.plugins.runpod.engine.pod;
