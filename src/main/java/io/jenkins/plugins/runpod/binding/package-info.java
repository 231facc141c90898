/**
 * The forms of secrets that the credentials-binding plugin masks, if that plugin is installed. No other package may refer to this
 * package.
 */
package io.jenkins.plugins.runpod.binding;
