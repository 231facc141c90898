/**
 * The requests, watches, log streams and commands that the engine needs from a Kubernetes API. Other packages implement this port
 * or wrap it.
 */
package io.jenkins.plugins.runpod.engine.kube;
