package io.jenkins.plugins.runpod.engine.archive;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** How names are shown that can have secrets in them. They are masked before they are escaped and cut, since half a secret is not found. */
final class MaskedNames {
    /** Of files that have no secrets. */
    static final MaskedNames PLAIN = new MaskedNames(UnaryOperator.identity());

    private final UnaryOperator<String> mask;

    MaskedNames(UnaryOperator<String> mask) {
        this.mask = mask;
    }

    String of(List<String> path) {
        return of(String.join("/", path));
    }

    String of(String name) {
        return ShownName.of(mask.apply(name));
    }

    /** Bytes that are no UTF-8 are shown as numbers, unless something beside them is masked. */
    String of(byte[] name) {
        String text = new String(name, StandardCharsets.UTF_8);
        String masked = mask.apply(text);
        return masked.equals(text) ? ShownName.of(name) : ShownName.of(masked);
    }
}
