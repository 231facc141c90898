/** Spans of tasks, if the OpenTelemetry API plugin is installed. No other package may refer to this package. */
package io.jenkins.plugins.runpod.tracing;
