/**
 * Implements the port to Kubernetes over HTTP: requests, watches, log streams and commands in containers,
 * all asynchronous. {@link io.jenkins.plugins.runpod.engine.kube.client.KubeClients} is the entry point.
 */
package io.jenkins.plugins.runpod.engine.kube.client;
