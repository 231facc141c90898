/** Files that survive the end of the process, and the loss of power where that is asked for. */
package io.jenkins.plugins.runpod.engine.file;
