package io.jenkins.plugins.runpod.engine.transfer;

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

    static Optional<Sha256> read(String text) {
        return HEX.matcher(text).matches() ? Optional.of(new Sha256(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return hex;
    }
}
