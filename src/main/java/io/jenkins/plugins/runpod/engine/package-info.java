/**
 * The pod task engine. It runs containers as Kubernetes pods to completion. No class in this package or below depends
 * on Jenkins.
 */
package io.jenkins.plugins.runpod.engine;
