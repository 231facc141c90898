/** Pages: the pods of a build, and all running tasks of the controller. Called by request threads. */
package io.jenkins.plugins.runpod.ui;
