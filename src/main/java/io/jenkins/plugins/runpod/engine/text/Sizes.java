package io.jenkins.plugins.runpod.engine.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How sizes are written for users, and how users write them. Stateless. */
public final class Sizes {
    private static final String[] DECIMAL = {"KB", "MB", "GB", "TB", "PB", "EB"};
    private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(?:([KMGTPE])(i?)B?)?", Pattern.CASE_INSENSITIVE);

    private Sizes() {}

    /**
     * Reads a size as users write it: {@code 500Mi}, {@code 2Gi}, {@code 10M} or {@code 4096}. As in Kubernetes, {@code Mi} counts in
     * steps of 1024 and {@code M} in steps of 1000. A {@code B} behind the unit changes nothing.
     *
     * @return in bytes
     * @throws IllegalArgumentException with a sentence that shows the format
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size such as 500Mi or 2Gi");
        }
        try {
            long bytes = Long.parseLong(form.group(1));
            int steps = form.group(2) == null
                    ? 0
                    : 1 + "KMGTPE".indexOf(form.group(2).toUpperCase(Locale.ROOT));
            for (int i = 0; i < steps; i++) {
                bytes = Math.multiplyExact(bytes, form.group(3).isEmpty() ? 1000L : 1024L);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is too large", e);
        }
    }

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
