/** The values of {@code secretEnv} and {@code secretFiles}: their source, and their masking everywhere outside of their Secret. */
package io.jenkins.plugins.runpod.engine.secret;
