package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells {@code run-pod-input} how many parts there are, after {@link PutParts} has given them. It unpacks each part as soon as it is whole, and ends after the last one. The answer
 * is the identity of their archive. After a failure, {@link AskStatus} tells which parts have to be sent again.
 *
 * @param parts the number of parts
 * @param sha256 of the archive, see {@link #identity}
 */
public record UnpackParts(int parts, Sha256 sha256) implements ScriptCommand<Sha256> {
    public UnpackParts {
        if (parts < 1) {
            throw new IllegalArgumentException(parts + " parts");
        }
    }

    /**
     * What tells an archive from all others: the SHA-256 of the list of the SHA-256 of its parts, one on each line. So nobody reads the parts
     * again for it.
     */
    public static Sha256 identity(List<ArchivePart> parts) {
        return Sha256.of(parts.stream().map(part -> part.sha256() + "\n").collect(Collectors.joining()));
    }

    @Override
    public List<String> arguments() {
        return List.of("unpack", String.valueOf(parts), sha256.hex());
    }

    @Override
    public Optional<Sha256> answer(String stdout) {
        return ScriptOutput.answer(stdout, "unpacked")
                .filter(words -> words.equals(List.of(sha256.hex())))
                .map(words -> sha256);
    }
}
