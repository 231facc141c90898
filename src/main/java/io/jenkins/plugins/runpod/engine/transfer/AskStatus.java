package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Asks {@code run-pod-input} what has arrived. */
public record AskStatus() implements ScriptCommand<InputStatus> {
    @Override
    public List<String> arguments() {
        return List.of("status");
    }

    @Override
    public Optional<InputStatus> answer(String stdout) {
        return ScriptOutput.answer(stdout, "status").flatMap(words -> {
            List<Optional<ArchivePart>> parts =
                    ScriptOutput.answers(stdout, "part").map(AskStatus::part).toList();
            boolean whole = words.size() == 2 && words.get(1).equals(String.valueOf(parts.size()));
            boolean known =
                    whole && (words.get(0).equals("ready") || words.get(0).equals("waiting"));
            if (!known || parts.stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            return Optional.of(new InputStatus(
                    words.get(0).equals("ready"),
                    parts.stream().map(Optional::orElseThrow).collect(Collectors.toSet())));
        });
    }

    private static Optional<ArchivePart> part(List<String> words) {
        if (words.size() != 3) {
            return Optional.empty();
        }
        OptionalInt number = ScriptOutput.smallNumber(words.get(0));
        OptionalLong length = ScriptOutput.number(words.get(1));
        return number.isEmpty() || length.isEmpty()
                ? Optional.empty()
                : Sha256.read(words.get(2))
                        .map(sha256 -> new ArchivePart(number.getAsInt(), length.getAsLong(), sha256));
    }
}
