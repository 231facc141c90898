/** The pod task engine: runs containers as Kubernetes pods to completion. No Jenkins type below this package. */
package io.jenkins.plugins.runpod.engine;
