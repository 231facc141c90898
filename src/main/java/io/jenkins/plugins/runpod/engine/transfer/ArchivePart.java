package io.jenkins.plugins.runpod.engine.transfer;

/**
 * A piece of the archive of the inputs.
 *
 * @param number counted from 0
 * @param length in bytes
 */
public record ArchivePart(int number, long length, Sha256 sha256) {
    public ArchivePart {
        if (number < 0 || length < 0) {
            throw new IllegalArgumentException("part " + number + " of " + length + " bytes");
        }
    }
}
