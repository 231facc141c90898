/** The metrics of run-pod, if the metrics plugin is installed. No other package may refer to this package. */
package io.jenkins.plugins.runpod.metrics;
