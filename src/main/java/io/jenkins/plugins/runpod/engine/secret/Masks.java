package io.jenkins.plugins.runpod.engine.secret;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces secrets in texts by {@code ****}: as they are, line by line, as a shell quotes them when it prints its commands, and in
 * Base64 wherever they stand in what was encoded. Immutable.
 */
final class Masks {
    static final String MASK = "****";
    /** Of a secret of several lines, shorter ones say nothing and would be found everywhere. */
    private static final int SHORTEST_LINE = 4;
    /** Bytes of an encoded text that do not depend on what stands beside it. */
    private static final int SHORTEST_CODE = 8;

    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final Pattern pattern;

    private Masks(Pattern pattern) {
        this.pattern = pattern;
    }

    static Masks of(Collection<String> secrets) {
        Set<String> forms =
                new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        secrets.stream().filter(secret -> !secret.isBlank()).forEach(secret -> add(secret, forms));
        return new Masks(Pattern.compile(
                forms.isEmpty()
                        ? "(?!)"
                        : forms.stream()
                                .map(form -> Pattern.quote(new String(form.getBytes(StandardCharsets.UTF_8), BYTES)))
                                .collect(Collectors.joining("|"))));
    }

    private static void add(String secret, Set<String> forms) {
        boolean several = secret.strip().lines().count() > 1;
        secret.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && (!several || line.length() >= SHORTEST_LINE))
                .forEach(line -> {
                    forms.add(line);
                    forms.add(line.replace("'", "'\\''"));
                    forms.add(line.replace("'", "'\"'\"'"));
                });
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int offset = 0; offset < 3; offset++) {
            encoded(bytes, offset, forms);
        }
    }

    /** In Base64 the characters at both ends also depend on the neighbours, so they are left out. */
    private static void encoded(byte[] secret, int offset, Set<String> forms) {
        byte[] shifted = new byte[offset + secret.length];
        System.arraycopy(secret, 0, shifted, offset, secret.length);
        String code = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        if (to - from >= SHORTEST_CODE) {
            String own = code.substring(from, to);
            forms.add(own);
            forms.add(own.replace('+', '-').replace('/', '_'));
        }
    }

    String mask(String text) {
        return new String(mask(text.getBytes(StandardCharsets.UTF_8), 0, -1), StandardCharsets.UTF_8);
    }

    /** @param count -1 for all the rest */
    byte[] mask(byte[] text, int offset, int count) {
        String plain = new String(text, offset, count < 0 ? text.length - offset : count, BYTES);
        return pattern.matcher(plain).replaceAll(MASK).getBytes(BYTES);
    }
}
