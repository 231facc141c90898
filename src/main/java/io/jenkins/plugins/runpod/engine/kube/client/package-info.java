/**
 * Implements the port to Kubernetes over HTTP: requests, watches and log streams, all asynchronous. {@link
 * io.jenkins.plugins.runpod.engine.kube.client.KubeClients} is the entry point.
 */
package io.jenkins.plugins.runpod.engine.kube.client;
