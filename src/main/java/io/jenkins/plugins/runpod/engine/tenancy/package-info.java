/**
 * Ensures that only one of several controllers with the same identity changes objects in a namespace: the holder of the
 * lease.
 */
package io.jenkins.plugins.runpod.engine.tenancy;
