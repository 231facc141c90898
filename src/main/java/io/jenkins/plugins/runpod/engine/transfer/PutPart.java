package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;

/** Gives {@code run-pod-input} a part. Stdin has its bytes and may stay open. The answer is the part. */
public record PutPart(ArchivePart part) implements ScriptCommand<ArchivePart> {
    @Override
    public List<String> arguments() {
        return List.of(
                "put",
                String.valueOf(part.number()),
                String.valueOf(part.length()),
                part.sha256().hex());
    }

    @Override
    public Optional<ArchivePart> answer(String stdout) {
        return ScriptOutput.answer(stdout, "put")
                .filter(words -> words.equals(List.of(String.valueOf(part.number()))))
                .map(words -> part);
    }
}
