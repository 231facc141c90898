/** The values of {@code secretEnv}: where they come from, and how they are kept out of everything but their Secret. */
package io.jenkins.plugins.runpod.engine.secret;
