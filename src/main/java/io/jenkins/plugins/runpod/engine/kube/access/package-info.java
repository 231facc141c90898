/** How an API server is reached: a kubeconfig, the service account of a pod, or an address with credentials. */
package io.jenkins.plugins.runpod.engine.kube.access;
