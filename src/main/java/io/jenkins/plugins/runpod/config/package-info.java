/** The clusters that an administrator has configured, and how to reach them. */
package io.jenkins.plugins.runpod.config;
