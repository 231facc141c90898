/** The Pipeline step: parameters, its asynchronous execution, its result, and the engine within Jenkins. */
package io.jenkins.plugins.runpod.step;
