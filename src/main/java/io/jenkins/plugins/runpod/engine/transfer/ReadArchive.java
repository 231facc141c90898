package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;

/**
 * Lets {@code run-pod-output} write bytes of the archive to stdout. Fewer can arrive, although the exec succeeds, so the reader has to
 * count. The answer is their number as it should be. It is fastest if offset and length are multiples of {@link #BLOCK}.
 *
 * @param offset the first byte, counted from 0
 * @param length the number of bytes, at least 1
 */
public record ReadArchive(long offset, long length) implements ScriptCommand<Long> {
    /** The block of the {@code dd} in the script. */
    public static final int BLOCK = 1 << 16;

    public ReadArchive {
        if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length - BLOCK) {
            throw new IllegalArgumentException(length + " bytes from " + offset);
        }
    }

    @Override
    public List<String> arguments() {
        long skipped = offset / BLOCK;
        long before = offset % BLOCK;
        long blocks = (before + length + BLOCK - 1) / BLOCK;
        boolean trim = before + length != blocks * BLOCK;
        return List.of(
                "get",
                String.valueOf(offset + 1),
                String.valueOf(skipped),
                String.valueOf(blocks),
                String.valueOf(before + 1),
                String.valueOf(length),
                trim ? "1" : "0");
    }

    /** Stdout is the archive itself, so nothing is read there. */
    @Override
    public Optional<Long> answer(String stdout) {
        return Optional.of(length);
    }
}
