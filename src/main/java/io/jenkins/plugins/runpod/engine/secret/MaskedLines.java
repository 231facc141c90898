package io.jenkins.plugins.runpod.engine.secret;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Masks whole lines that come one batch after the other. It remembers a secret that began in the lines before and may go on: in Base64,
 * or in a line that was broken because it is too long. It holds nothing back. Used by one thread at a time.
 */
final class MaskedLines {
    private final int longestLine;
    private Before before = Before.NOTHING;
    private Before next = Before.NOTHING;

    /**
     * What goes on in the next lines.
     *
     * @param text the last bytes, from where a secret may have begun
     * @param prefix the bytes that stand before the rest of a broken line
     */
    private record Before(byte[] text, int prefix) {
        static final Before NOTHING = new Before(new byte[0], 0);
    }

    /** @param longestLine longer lines were broken, without counting what stands before each line */
    MaskedLines(int longestLine) {
        this.longestLine = longestLine;
    }

    /** Masks some lines. They count once {@link #written} is called. */
    byte[] mask(Masks masks, byte[] text, int offset, int count) {
        byte[] begun = before.text();
        List<Masks.Gap> gaps = new ArrayList<>();
        ByteArrayOutputStream joined = new ByteArrayOutputStream(begun.length + count);
        joined.writeBytes(begun);
        int prefix = join(text, offset, offset + count, joined, gaps);
        byte[] whole = joined.toByteArray();
        MaskScan scan = masks.scan(whole, prefix >= 0);
        next = new Before(
                Arrays.copyOfRange(whole, Math.min(whole.length, scan.open()), whole.length), Math.max(0, prefix));
        ByteArrayOutputStream masked = new ByteArrayOutputStream(count);
        Masks.write(whole, begun.length, scan, gaps, masked);
        return masked.toByteArray();
    }

    /** The number of bytes that are remembered of the lines before. */
    int remembered() {
        return before.text().length;
    }

    /** The lines that were masked last are written. */
    void written() {
        before = next;
    }

    /** What comes next does not go on from what was masked before. */
    void forget() {
        before = Before.NOTHING;
        next = Before.NOTHING;
    }

    /**
     * Leaves out the breaks of lines that are too long, and what stands before the rest of such a line.
     *
     * @return how many bytes stand before the rest of the last line, or -1 if that line is not broken
     */
    private int join(byte[] text, int from, int to, ByteArrayOutputStream joined, List<Masks.Gap> gaps) {
        int begin = gap(text, from, Math.min(to, from + before.prefix()), joined, gaps);
        int line = from;
        int prefix = -1;
        for (int at = from; at < to; at++) {
            if (text[at] != '\n') {
                continue;
            }
            prefix = at - line >= longestLine ? at - line - longestLine : -1;
            if (prefix >= 0) {
                joined.write(text, begin, at - begin);
                begin = gap(text, at, Math.min(to, at + 1 + prefix), joined, gaps);
            }
            line = at + 1;
        }
        joined.write(text, begin, to - begin);
        return prefix;
    }

    private static int gap(byte[] text, int from, int to, ByteArrayOutputStream joined, List<Masks.Gap> gaps) {
        if (from < to) {
            gaps.add(new Masks.Gap(joined.size(), Arrays.copyOfRange(text, from, to)));
        }
        return to;
    }
}
