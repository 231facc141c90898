package io.jenkins.plugins.runpod.engine.lifecycle;

/**
 * A transfer of files as users see it. Immutable.
 *
 * @param inwards whether the inputs are being sent. Otherwise the outputs are being taken or handed over
 * @param queued whether other transfers go first
 * @param done how much has arrived whole, in bytes
 * @param total in bytes, or 0 if it is not known yet
 * @param bytesPerSecond on average since this process began with it, or 0 if that is not known yet
 */
public record TransferView(boolean inwards, boolean queued, long done, long total, long bytesPerSecond) {}
