/** How durations and Kubernetes names are written. Pure. */
package io.jenkins.plugins.runpod.engine.text;
