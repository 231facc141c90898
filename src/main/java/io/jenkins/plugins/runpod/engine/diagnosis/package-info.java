/**
 * Why a pod does, or does not, run: a pure function from what Kubernetes shows, and what it showed before, to one
 * verdict. Never throws, whatever the pod looks like.
 */
package io.jenkins.plugins.runpod.engine.diagnosis;
