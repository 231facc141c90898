package io.jenkins.plugins.runpod.engine.transfer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives {@code run-pod-input} parts, one after the other. Stdin has for each one its {@link #header} and its bytes, and may stay open. After
 * a failure, {@link AskStatus} tells which of them have arrived. With some tools it takes one at a time.
 *
 * @param parts at least one
 */
public record PutParts(List<ArchivePart> parts) implements ScriptCommand<Integer> {
    public PutParts {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no parts");
        }
    }

    /** The line before the bytes of a part. */
    public static byte[] header(ArchivePart part) {
        return (part.number() + " " + part.length() + " " + part.sha256() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<String> arguments() {
        return List.of("put", String.valueOf(parts.size()));
    }

    /** How many of them it has taken, from the first one on: at least one. */
    @Override
    public Optional<Integer> answer(String stdout) {
        return ScriptOutput.answer(stdout, "put")
                .filter(words -> words.size() == 1)
                .map(words -> ScriptOutput.smallNumber(words.get(0)))
                .filter(taken -> taken.isPresent() && taken.getAsInt() > 0 && taken.getAsInt() <= parts.size())
                .map(OptionalInt::getAsInt);
    }
}
