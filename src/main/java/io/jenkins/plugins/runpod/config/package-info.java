/** The clusters that an administrator configured, and the connections to them. */
package io.jenkins.plugins.runpod.config;
