/** What the metrics plugin shows of run-pod, where it is installed. Nothing else may refer to this package. */
package io.jenkins.plugins.runpod.metrics;
