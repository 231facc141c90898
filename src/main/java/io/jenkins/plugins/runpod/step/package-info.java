/** The Pipeline step: its parameters, its asynchronous execution, its result, and the conditions of {@code retry}. */
package io.jenkins.plugins.runpod.step;
