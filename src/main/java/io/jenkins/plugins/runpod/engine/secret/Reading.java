package io.jenkins.plugins.runpod.engine.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A way in which programs write bytes of a text: as they are, or by escapes. What is no escape stands for itself, so each of these also
 * reads texts of which only a part is escaped.
 */
enum Reading {
    LITERAL {
        @Override
        int read(byte[] text, int at, int to, Unit unit) {
            return unit.is(text[at], at + 1);
        }
    },
    /** RFC 3986: {@code %} and two hexadecimal digits. */
    URL {
        @Override
        int read(byte[] text, int at, int to, Unit unit) {
            return percent(text, at, to, unit);
        }
    },
    /** As {@code application/x-www-form-urlencoded}: the same, and {@code +} for a space. */
    FORM {
        @Override
        int read(byte[] text, int at, int to, Unit unit) {
            return text[at] == '+' ? unit.is(' ', at + 1) : percent(text, at, to, unit);
        }
    },
    /** The escapes of JSON (RFC 8259), of C, and of a shell's {@code $'…'} and {@code \}. Each of them is read in all. */
    BACKSLASH {
        @Override
        int read(byte[] text, int at, int to, Unit unit) {
            return text[at] == '\\' && at + 1 < to ? escape(text, at, to, unit) : unit.is(text[at], at + 1);
        }
    },
    /**
     * A quote within single quotes of a shell: {@code '\''} as bash prints it, {@code '"'"'} as dash and the ash of busybox do. Those
     * put several quotes between the double ones, and do not open single quotes again at the end.
     */
    QUOTES {
        @Override
        int read(byte[] text, int at, int to, Unit unit) {
            if (text[at] != '\'' || at + 3 >= to) {
                return unit.is(text[at], at + 1);
            }
            if (text[at + 1] == '\\' && text[at + 2] == '\'' && text[at + 3] == '\'') {
                return unit.is('\'', at + 4);
            }
            int end = at + 2;
            while (text[at + 1] == '"' && end < to && text[end] == '\'') {
                end++;
            }
            if (end == at + 2 || end == to || text[end] != '"') {
                return unit.is('\'', at + 1);
            }
            unit.repeat('\'', end - at - 2);
            return end + 1 < to && text[end + 1] == '\'' ? end + 2 : end + 1;
        }
    };

    /** The bytes that an escape stands for. Used by one thread at a time. */
    static final class Unit {
        private byte[] bytes = new byte[4];
        private int count;

        byte get(int index) {
            return bytes[index];
        }

        int count() {
            return count;
        }

        private int is(int value, int next) {
            bytes[0] = (byte) value;
            count = 1;
            return next;
        }

        private void repeat(char value, int times) {
            if (times > bytes.length) {
                bytes = new byte[times];
            }
            Arrays.fill(bytes, 0, times, (byte) value);
            count = times;
        }

        private int character(int codePoint, int next) {
            byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(encoded, 0, bytes, 0, encoded.length);
            count = encoded.length;
            return next;
        }
    }

    /** The readings besides the literal one in which this byte may be more than itself, as bits. */
    static int begunBy(byte lead) {
        return switch (lead) {
            case '%' -> 1 << URL.ordinal() | 1 << FORM.ordinal();
            case '+' -> 1 << FORM.ordinal();
            case '\\' -> 1 << BACKSLASH.ordinal();
            case '\'' -> 1 << QUOTES.ordinal();
            default -> 0;
        };
    }

    /**
     * Reads the next byte or escape.
     *
     * @param to where the text ends, which is behind {@code at}
     * @return where the text goes on
     */
    abstract int read(byte[] text, int at, int to, Unit unit);

    private static int percent(byte[] text, int at, int to, Unit unit) {
        int value = text[at] == '%' ? number(text, at + 1, at + 3, to, 16) : -1;
        return value < 0 ? unit.is(text[at], at + 1) : unit.is(value, at + 3);
    }

    private static int escape(byte[] text, int at, int to, Unit unit) {
        byte kind = text[at + 1];
        int simple = "abefnrtvE".indexOf(kind);
        if (simple >= 0) {
            return unit.is("\007\b\033\f\n\r\t\013\033".charAt(simple), at + 2);
        }
        return switch (kind) {
            case 'x' -> code(text, at, at + 4, to, unit);
            case 'u' -> character(text, at, to, unit);
            case 'U' -> longCharacter(text, at, to, unit);
            case '0', '1', '2', '3' -> octal(text, at, to, unit);
            default -> unit.is(kind, at + 2);
        };
    }

    private static int code(byte[] text, int at, int end, int to, Unit unit) {
        int value = number(text, at + 2, end, to, 16);
        return value < 0 ? unit.is('x', at + 2) : unit.is(value, end);
    }

    private static int octal(byte[] text, int at, int to, Unit unit) {
        int value = number(text, at + 1, at + 4, to, 8);
        return value < 0 ? unit.is(text[at + 1] == '0' ? 0 : text[at + 1], at + 2) : unit.is(value, at + 4);
    }

    private static int character(byte[] text, int at, int to, Unit unit) {
        int value = number(text, at + 2, at + 6, to, 16);
        if (value < 0) {
            return unit.is('u', at + 2);
        }
        boolean pair =
                Character.isHighSurrogate((char) value) && at + 8 <= to && text[at + 6] == '\\' && text[at + 7] == 'u';
        int low = pair ? number(text, at + 8, at + 12, to, 16) : -1;
        return low >= 0 && Character.isLowSurrogate((char) low)
                ? unit.character(Character.toCodePoint((char) value, (char) low), at + 12)
                : unit.character(value, at + 6);
    }

    private static int longCharacter(byte[] text, int at, int to, Unit unit) {
        int value = number(text, at + 2, at + 10, to, 16);
        return Character.isValidCodePoint(value) ? unit.character(value, at + 10) : unit.is('U', at + 2);
    }

    /** Returns -1 if there are not so many digits. */
    private static int number(byte[] text, int from, int end, int to, int radix) {
        if (end > to) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < end; i++) {
            int digit = Character.digit(text[i], radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
