package io.jenkins.plugins.runpod.engine.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the format of parameters: {@code 90s}, {@code 10m}, {@code 1h30m}, {@code 2d}. Stateless. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Durations() {}

    /**
     * Parses a duration.
     *
     * @throws IllegalArgumentException with a sentence that shows the format
     */
    public static Duration parse(String text) {
        String trimmed = text.trim();
        Matcher form = FORM.matcher(trimmed);
        if (trimmed.isEmpty() || !form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration such as 90s, 10m, 1h30m or 2d");
        }
        try {
            Duration duration = Duration.ofDays(part(form, 1))
                    .plusHours(part(form, 2))
                    .plusMinutes(part(form, 3))
                    .plusSeconds(part(form, 4));
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // too long as well
        }
        throw new IllegalArgumentException("\"" + text + "\" is longer than ten years");
    }

    private static long part(Matcher form, int group) {
        return form.group(group) == null ? 0 : Long.parseLong(form.group(group));
    }

    /** Formats a duration for {@link #parse}, cut to whole seconds. */
    public static String format(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120 && seconds % 60 != 0) {
            return seconds + "s";
        }
        long hours = seconds / 3600;
        long minutes = seconds % 3600 / 60;
        long rest = seconds % 60;
        String text =
                (hours > 0 ? hours + "h" : "") + (minutes > 0 ? minutes + "m" : "") + (rest > 0 ? rest + "s" : "");
        return text.isEmpty() ? "0s" : text;
    }
}
