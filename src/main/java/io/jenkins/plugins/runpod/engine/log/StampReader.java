package io.jenkins.plugins.runpod.engine.log;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reads the time stamps of log lines, RFC 3339 with up to nine digits of a second, without making objects. Not safe for use by
 * many threads.
 */
final class StampReader {
    /** What is read where there is no time stamp. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MINUTE = "2026-01-02T03:04:".length();
    private static final int SHORTEST = "2026-01-02T03:04:05Z".length();
    private static final int ZONE = "+00:00".length();
    private static final long SECOND = 1_000_000_000L;
    /** Nanoseconds since 1970 overflow in 2262. */
    private static final int LAST_YEAR = 2261;

    private final byte[] minute = new byte[MINUTE];
    private long minuteSeconds;

    /** Nanoseconds since 1970, or {@link #NONE} if these bytes are not a time stamp and nothing else. */
    long read(byte[] text, int from, int to) {
        if (to - from < SHORTEST) {
            return NONE;
        }
        // Most lines are of the same minute as the line before.
        if (!Arrays.equals(text, from, from + MINUTE, minute, 0, MINUTE) && !readMinute(text, from)) {
            return NONE;
        }
        int seconds = number(text, from + MINUTE, 2);
        int at = from + MINUTE + 2;
        long nanos = 0;
        if (text[at] == '.') {
            int digits = 0;
            for (at++; at < to && isDigit(text[at]); at++) {
                nanos = nanos * 10 + (text[at] - '0');
                digits++;
            }
            if (digits == 0 || digits > 9) {
                return NONE;
            }
            for (; digits < 9; digits++) {
                nanos *= 10;
            }
        }
        long offset = offset(text, at, to);
        return seconds < 0 || seconds > 60 || offset == NONE
                ? NONE
                : (minuteSeconds + seconds - offset) * SECOND + nanos;
    }

    private boolean readMinute(byte[] text, int from) {
        int year = number(text, from, 4);
        int month = number(text, from + 5, 2);
        int day = number(text, from + 8, 2);
        int hour = number(text, from + 11, 2);
        int minutes = number(text, from + 14, 2);
        boolean valid = year >= 1970
                && year <= LAST_YEAR
                && text[from + 4] == '-'
                && month >= 1
                && month <= 12
                && text[from + 7] == '-'
                && day >= 1
                && day <= 31
                && text[from + 10] == 'T'
                && hour >= 0
                && hour <= 23
                && text[from + 13] == ':'
                && minutes >= 0
                && minutes <= 59
                && text[from + 16] == ':';
        if (valid) {
            System.arraycopy(text, from, minute, 0, MINUTE);
            long days = LocalDate.of(year, month, 1).toEpochDay() + day - 1;
            minuteSeconds = (days * 24 + hour) * 3600 + minutes * 60L;
        }
        return valid;
    }

    /** Seconds east of Greenwich. */
    private static long offset(byte[] text, int at, int to) {
        if (to - at == 1 && text[at] == 'Z') {
            return 0;
        }
        if (to - at != ZONE || text[at] != '+' && text[at] != '-' || text[at + 3] != ':') {
            return NONE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (hours < 0 || minutes < 0) {
            return NONE;
        }
        long seconds = hours * 3600L + minutes * 60L;
        return text[at] == '-' ? -seconds : seconds;
    }

    private static int number(byte[] text, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            if (!isDigit(text[i])) {
                return -1;
            }
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
