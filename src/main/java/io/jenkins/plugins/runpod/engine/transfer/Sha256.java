package io.jenkins.plugins.runpod.engine.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A SHA-256. Immutable. */
public record Sha256(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException unless the text has 64 hexadecimal digits in lower case */
    public Sha256 {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256: " + hex);
        }
    }

    /** That of a text. */
    static Sha256 of(String text) {
        return end(digest(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** What computes one, see {@link #end}. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /** That of all that the digest has got. The digest begins anew. */
    public static Sha256 end(MessageDigest digest, byte... last) {
        return new Sha256(HexFormat.of().formatHex(digest.digest(last)));
    }

    static Optional<Sha256> read(String text) {
        return HEX.matcher(text).matches() ? Optional.of(new Sha256(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return hex;
    }
}
