/** The text formats of durations and Kubernetes names. Pure. */
package io.jenkins.plugins.runpod.engine.text;
