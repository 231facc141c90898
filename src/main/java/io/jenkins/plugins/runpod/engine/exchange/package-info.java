/** Moves the files of tasks: the shell between the machine, the scripts in the pod, and the archives on this side. */
package io.jenkins.plugins.runpod.engine.exchange;
