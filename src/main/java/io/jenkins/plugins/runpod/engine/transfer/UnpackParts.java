package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;

/**
 * Lets {@code run-pod-input} unpack all parts into the working directory and then end. The answer is the SHA-256. After a failure,
 * {@link AskStatus} tells which parts have to be sent again.
 *
 * @param parts the number of parts
 * @param sha256 of all parts together
 */
public record UnpackParts(int parts, Sha256 sha256) implements ScriptCommand<Sha256> {
    public UnpackParts {
        if (parts < 1) {
            throw new IllegalArgumentException(parts + " parts");
        }
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
