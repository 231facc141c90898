/** Whether the pod of a task may be asked for now, or has to wait for its turn. */
package io.jenkins.plugins.runpod.engine.admission;
