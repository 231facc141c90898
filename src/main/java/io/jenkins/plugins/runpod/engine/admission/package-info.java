/** Decides whether the pod of a task may be created now, or has to wait in a queue. */
package io.jenkins.plugins.runpod.engine.admission;
