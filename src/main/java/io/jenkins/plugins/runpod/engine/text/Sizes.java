package io.jenkins.plugins.runpod.engine.text;

import java.util.Locale;

/** How sizes are written for users. Stateless. */
public final class Sizes {
    private static final String[] DECIMAL = {"KB", "MB", "GB", "TB", "PB", "EB"};
    private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /**
     * What was moved: {@code 12 MB}. A megabyte is a million bytes, as registries and networks count.
     *
     * @param bytes not negative
     */
    public static String format(long bytes) {
        if (bytes < 1000) {
            return few(bytes);
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < DECIMAL.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, DECIMAL[unit]);
    }

    /**
     * A limit, or a size that is compared with one: {@code 2 GiB}, as limits are set.
     *
     * @param bytes not negative
     */
    public static String binary(long bytes) {
        if (bytes < 1024) {
            return few(bytes);
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024) {
            value /= 1024;
            unit++;
        }
        String text = String.format(Locale.ROOT, "%.1f", value);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " " + BINARY[unit];
    }

    private static String few(long bytes) {
        return bytes + (bytes == 1 ? " byte" : " bytes");
    }
}
