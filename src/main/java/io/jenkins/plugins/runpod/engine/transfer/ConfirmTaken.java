package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;
import java.util.Optional;

/** Tells {@code run-pod-output} that the outputs are on the controller, so that it ends. The answer is always true. */
public record ConfirmTaken() implements ScriptCommand<Boolean> {
    @Override
    public List<String> arguments() {
        return List.of("taken");
    }

    @Override
    public Optional<Boolean> answer(String stdout) {
        return ScriptOutput.answer(stdout, "taken").map(words -> true);
    }
}
