/** The only place that talks to Kubernetes: requests, the watch and log streams, all asynchronous. */
package io.jenkins.plugins.runpod.engine.kube;
