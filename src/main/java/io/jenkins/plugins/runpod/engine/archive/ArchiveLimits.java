package io.jenkins.plugins.runpod.engine.archive;

/**
 * How much one archive may hold.
 *
 * @param bytes the content of all files together
 * @param files files, folders and links together
 * @param depth how many names a path may have
 */
public record ArchiveLimits(long bytes, int files, int depth) {
    /** 2 GiB in 100,000 files, at most 100 folders deep. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(2L << 30, 100_000, 100);

    /** Throws {@link IllegalArgumentException} for a limit that lets nothing pass. */
    public ArchiveLimits {
        if (bytes < 1 || files < 1 || depth < 1) {
            throw new IllegalArgumentException("limits below 1: " + bytes + ", " + files + ", " + depth);
        }
    }
}
