/** Turns the parameters of a task, as users write them, into the pod and the policy for the engine. Pure. */
package io.jenkins.plugins.runpod.engine.spec;
