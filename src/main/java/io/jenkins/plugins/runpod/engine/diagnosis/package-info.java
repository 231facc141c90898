/**
 * Explains why a pod does or does not run. It is a pure function from the present and earlier states of a pod to one
 * verdict. It never throws, whatever the pod looks like.
 */
package io.jenkins.plugins.runpod.engine.diagnosis;
