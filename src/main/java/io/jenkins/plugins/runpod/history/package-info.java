/** What ended tasks have cost: a line for each, in bounded files, and the sums over them. Knows nothing of Jenkins. */
package io.jenkins.plugins.runpod.history;
