package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;

/**
 * Lets {@code run-pod-output} write the archive to stdout, from a byte to its end. Fewer bytes can arrive, although the exec succeeds, so
 * the reader has to count. The answer comes after them. It is the SHA-256 of the whole archive, which the pod computes while it sends.
 *
 * @param offset the first byte, counted from 0: a multiple of {@link #BLOCK}
 */
public record ReadArchive(long offset) implements ScriptCommand<Sha256> {
    /** The block of the {@code dd} in the script. */
    public static final int BLOCK = 1 << 16;

    public ReadArchive {
        if (offset < 0 || offset % BLOCK != 0) {
            throw new IllegalArgumentException("from " + offset);
        }
    }

    @Override
    public List<String> arguments() {
        return List.of("get", String.valueOf(offset / BLOCK), String.valueOf(offset + 1));
    }

    @Override
    public Optional<Sha256> answer(String said) {
        return ScriptOutput.answer(said, "digest")
                .filter(words -> words.size() == 1)
                .flatMap(words -> Sha256.read(words.get(0)));
    }
}
