/** The ways to reach an API server: a kubeconfig, the service account of a pod, or an address with credentials. */
package io.jenkins.plugins.runpod.engine.kube.access;
