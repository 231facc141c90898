package io.jenkins.plugins.runpod.engine.transfer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Gives {@code run-pod-input} parts, one after the other. Stdin has for each one its {@link #header} and its bytes, and may stay open. After
 * a failure, {@link AskStatus} tells which of them have arrived. With some tools it takes one at a time. Once all parts of the archive are
 * there, it does what {@link UnpackParts} does.
 *
 * @param parts at least one
 * @param whole of the archive
 */
public record PutParts(List<ArchivePart> parts, UnpackParts whole) implements ScriptCommand<PutParts.Taken> {
    /**
     * What the pod has got.
     *
     * @param parts how many of them, from the first one on: at least one
     * @param unpacked whether all of the archive is unpacked
     */
    public record Taken(int parts, boolean unpacked) {}

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
        return List.of(
                "put",
                String.valueOf(parts.size()),
                String.valueOf(whole.parts()),
                whole.sha256().hex());
    }

    @Override
    public Optional<Taken> answer(String stdout) {
        if (whole.answer(stdout).isPresent()) {
            return Optional.of(new Taken(parts.size(), true));
        }
        return ScriptOutput.answer(stdout, "put")
                .filter(words -> words.size() == 1)
                .map(words -> ScriptOutput.smallNumber(words.get(0)))
                .filter(taken -> taken.isPresent() && taken.getAsInt() > 0 && taken.getAsInt() <= parts.size())
                .map(taken -> new Taken(taken.getAsInt(), false));
    }
}
