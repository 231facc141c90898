package io.jenkins.plugins.runpod.history;

/**
 * How much history is kept.
 *
 * @param days how many days before today are kept. 0 keeps no history at all
 * @param bytes the most that its files take on disk
 */
public record HistoryBounds(int days, long bytes) {
    /** How many days are kept by default. */
    public static final int STANDARD_DAYS = 90;
    /** How many megabytes are kept by default. */
    public static final int STANDARD_MEGABYTES = 100;
    /** The default. */
    public static final HistoryBounds STANDARD = HistoryBounds.of(STANDARD_DAYS, STANDARD_MEGABYTES);

    /** Into so many parts the space on disk is divided. The file that is written may take one of them. */
    private static final int PARTS = 8;

    /** The same in megabytes, each of 1,000,000 bytes. */
    public static HistoryBounds of(int days, int megabytes) {
        return new HistoryBounds(days, megabytes * 1_000_000L);
    }

    /** Whether no history is kept. */
    boolean keepNothing() {
        return days == 0;
    }

    /** From this size on, a file is over. */
    long bytesOfFile() {
        return bytes / PARTS;
    }

    /** What the files that are over may take together. */
    long bytesOver() {
        return bytes - bytesOfFile();
    }
}
