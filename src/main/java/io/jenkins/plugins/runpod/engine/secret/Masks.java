package io.jenkins.plugins.runpod.engine.secret;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Replaces secrets in texts by {@code ****}, line by line: as they are and in each {@link Reading}, and in Base64 wherever they stand in
 * what was encoded, also if it was broken into lines. Immutable.
 */
final class Masks {
    static final String MASK = "****";
    /** Bytes of an encoded text that do not depend on what stands beside it. */
    static final int SHORTEST_CODE = 8;
    /** Of a secret of several lines, shorter ones say nothing and would be found everywhere. So would further forms. */
    private static final int SHORTEST_LINE = 4;

    private static final byte[] MASK_BYTES = MASK.getBytes(StandardCharsets.US_ASCII);

    private final FormTrie plain;
    private final FormTrie codes;
    /** First two bytes that something to mask may have, as one number. */
    private final BitSet beginnings = new BitSet(1 << 16);

    private final boolean empty;

    private Masks(Collection<byte[]> plain, Collection<byte[]> codes) {
        this.plain = new FormTrie(plain);
        this.codes = new FormTrie(codes);
        this.empty = plain.isEmpty();
        plain.forEach(this::addBeginning);
        codes.forEach(this::addBeginning);
        for (int lead = 0; lead < 256; lead++) {
            if (Reading.begunBy((byte) lead) != 0 || lead == '\n' || lead == '\r') {
                beginnings.set(lead << 8, lead + 1 << 8);
                for (int first = 0; first < 256; first++) {
                    beginnings.set(first << 8 | lead);
                }
            }
        }
    }

    private void addBeginning(byte[] form) {
        int first = (form[0] & 0xff) << 8;
        if (form.length == 1) {
            beginnings.set(first, first + 256);
        } else {
            beginnings.set(first | form[1] & 0xff);
        }
    }

    static Masks of(Collection<String> secrets) {
        return of(secrets, List.of());
    }

    /** @param further forms in which secrets are known to be written elsewhere, masked as they are */
    static Masks of(Collection<String> secrets, Collection<String> further) {
        TreeSet<byte[]> plain = new TreeSet<>(Arrays::compare);
        TreeSet<byte[]> codes = new TreeSet<>(Arrays::compare);
        secrets.stream().filter(secret -> !secret.isBlank()).forEach(secret -> {
            plain.addAll(lines(secret, secret.strip().lines().count() > 1 ? SHORTEST_LINE : 1));
            addCodes(secret.getBytes(StandardCharsets.UTF_8), codes);
        });
        further.forEach(form -> plain.addAll(lines(form, SHORTEST_LINE)));
        return new Masks(plain, codes);
    }

    private static List<byte[]> lines(String text, int shortest) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.length() >= shortest)
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void addCodes(byte[] secret, Collection<byte[]> codes) {
        for (int offset = 0; offset < 3; offset++) {
            encoded(secret, offset, codes);
        }
    }

    /** In Base64 the characters at both ends also depend on the neighbours, so they are left out. */
    private static void encoded(byte[] secret, int offset, Collection<byte[]> codes) {
        byte[] shifted = new byte[offset + secret.length];
        System.arraycopy(secret, 0, shifted, offset, secret.length);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        if (to - from >= SHORTEST_CODE) {
            codes.add(Arrays.copyOfRange(Base64.getEncoder().encode(shifted), from, to));
            codes.add(Arrays.copyOfRange(Base64.getUrlEncoder().encode(shifted), from, to));
        }
    }

    FormTrie plain() {
        return plain;
    }

    FormTrie codes() {
        return codes;
    }

    /** Whether nothing to mask can begin with these bytes. */
    boolean isNoBeginning(byte first, byte second) {
        return !beginnings.get((first & 0xff) << 8 | second & 0xff);
    }

    String mask(String text) {
        return new String(mask(text.getBytes(StandardCharsets.UTF_8), 0, -1), StandardCharsets.UTF_8);
    }

    /** Masks a text of which the beginning or the end may be cut off, so that a part of a secret stands there. */
    String maskCut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MaskScan scan = scan(bytes, true);
        scan.hideFirst(Math.max(plain.cutOff(bytes, MaskScan.SHORTEST_PART), codes.cutOff(bytes, SHORTEST_CODE)));
        if (scan.isClean()) {
            return text;
        }
        ByteArrayOutputStream masked = new ByteArrayOutputStream(bytes.length);
        write(bytes, 0, scan, List.of(), masked);
        return masked.toString(StandardCharsets.UTF_8);
    }

    /** @param count -1 for all the rest */
    byte[] mask(byte[] text, int offset, int count) {
        byte[] part = Arrays.copyOfRange(text, offset, count < 0 ? text.length : offset + count);
        if (empty) {
            return part;
        }
        MaskScan scan = scan(part, false);
        if (scan.isClean()) {
            return part;
        }
        ByteArrayOutputStream masked = new ByteArrayOutputStream(part.length);
        write(part, 0, scan, List.of(), masked);
        return masked.toByteArray();
    }

    /** @param broken whether the text ends within a line */
    MaskScan scan(byte[] text, boolean broken) {
        MaskScan scan = new MaskScan(this, text, text.length, broken);
        if (!empty) {
            scan.run();
        }
        return scan;
    }

    /**
     * Writes a text with masks. Each line that has something to mask gets one, so that the number of lines stays.
     *
     * @param gaps what stands between bytes of the text, in order
     */
    static void write(byte[] text, int from, MaskScan scan, List<Gap> gaps, ByteArrayOutputStream into) {
        int at = from;
        for (Gap gap : gaps) {
            write(text, at, gap.before(), scan, into);
            into.writeBytes(gap.text());
            at = gap.before();
        }
        write(text, at, text.length, scan, into);
    }

    private static void write(byte[] text, int from, int to, MaskScan scan, ByteArrayOutputStream into) {
        boolean masked = false;
        int at = from;
        while (at < to) {
            if (!scan.hides(at)) {
                int end = Math.min(to, scan.nextHidden(at));
                into.write(text, at, end - at);
                at = end;
                masked = false;
            } else if (text[at] == '\n' || text[at] == '\r') {
                int end = Math.min(to, scan.lineBegin(at + 1));
                for (masked = false; at < end; at++) {
                    if (!scan.hidesPlainly(at) || text[at] == '\n' || text[at] == '\r') {
                        into.write(text[at]);
                    } else if (!scan.hidesPlainly(at - 1)) {
                        into.writeBytes(MASK_BYTES);
                    }
                }
            } else {
                if (!masked || scan.begins(at)) {
                    into.writeBytes(MASK_BYTES);
                }
                masked = true;
                at++;
            }
        }
    }

    /** Bytes that stand before a byte of a text and are no part of it. */
    record Gap(int before, byte[] text) {}
}
