/** Nothing is left behind in a cluster: pods whose build is over are deleted, tasks that nobody waits for are cancelled. */
package io.jenkins.plugins.runpod.housekeeping;
