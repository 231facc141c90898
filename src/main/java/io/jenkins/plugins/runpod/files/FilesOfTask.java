package io.jenkins.plugins.runpod.files;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The inputs and outputs that a user gave a task. Immutable. */
@Restricted(NoExternalUse.class)
public record FilesOfTask(List<PodInput> inputs, List<PodOutput> outputs) {
    public FilesOfTask {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** What the engine has to know of them. */
    public FilePlan plan(ArchiveLimits limits) {
        return new FilePlan(
                !inputs.isEmpty(),
                outputs.stream()
                        .map(output -> new OutputFiles(
                                output.toString(), output.includes(), output.excludes(), output.allowEmpty()))
                        .toList(),
                limits);
    }

    /** Whether one of them needs a workspace. */
    public boolean needsWorkspace() {
        return inputs.stream().anyMatch(PodInput::needsWorkspace)
                || outputs.stream().anyMatch(PodOutput::needsWorkspace);
    }

    /**
     * All that is wrong with them, each beginning with the name of the parameter.
     *
     * @param workspace whether there is one
     */
    public List<String> problems(boolean workspace) {
        List<String> problems = new ArrayList<>();
        for (PodInput input : inputs) {
            problems(input.problem(), input.needsWorkspace() && !workspace)
                    .forEach(problem -> problems.add("inputs: " + input + ": " + problem));
        }
        for (PodOutput output : outputs) {
            problems(output.problem(), output.needsWorkspace() && !workspace)
                    .forEach(problem -> problems.add("outputs: " + output + ": " + problem));
        }
        return problems;
    }

    private static Stream<String> problems(Optional<String> own, boolean noWorkspace) {
        return Stream.concat(
                own.stream(),
                noWorkspace
                        ? Stream.of("the step has no workspace. Put the step into node { }, or use a stash")
                        : Stream.empty());
    }
}
