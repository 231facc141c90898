/** The programs that move files in and out of a pod: their containers, their command lines and their answers. Pure. */
package io.jenkins.plugins.runpod.engine.transfer;
