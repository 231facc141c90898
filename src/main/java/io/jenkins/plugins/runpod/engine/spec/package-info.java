/** From the parameters of a task, as users write them, to the pod and the policy that the engine works with. Pure. */
package io.jenkins.plugins.runpod.engine.spec;
