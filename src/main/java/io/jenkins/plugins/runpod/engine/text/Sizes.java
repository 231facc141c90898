package io.jenkins.plugins.runpod.engine.text;

import java.util.Locale;

/** How sizes are written for users: {@code 12.4 MB}. A megabyte is a million bytes, as registries and networks count. */
public final class Sizes {
    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /** @param bytes not negative */
    public static String format(long bytes) {
        if (bytes < 1000) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.995 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }
}
