/** The metrics of run-pod, for the metrics plugin and the Prometheus plugin if they are installed. No other package may refer to this one. */
package io.jenkins.plugins.runpod.metrics;
