/**
 * The requests, watches and log streams that the engine needs from a Kubernetes API. Other packages implement this port
 * or wrap it.
 */
package io.jenkins.plugins.runpod.engine.kube;
