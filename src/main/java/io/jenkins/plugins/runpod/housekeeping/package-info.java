/**
 * Leaves nothing behind in a cluster. It deletes pods whose build has ended and cancels tasks that no step waits for.
 */
package io.jenkins.plugins.runpod.housekeeping;
