package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.archive.AntPatterns;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.FileSelection;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import io.jenkins.plugins.runpod.engine.exchange.InputIndex;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Packs the inputs of a task before it begins. An interrupt ends that. */
final class InputFolders {
    private final List<Path> inputs;
    private final Packing packing;
    private final Optional<Path> own;

    /** @param own a folder that run-pod itself writes to. What is in it is no input */
    InputFolders(List<Path> inputs, ArchiveLimits limits, Optional<Path> own) {
        this.inputs = inputs;
        this.packing = new Packing(limits, OutwardLinks.LEAVE_OUT, Packing.Permissions.OWNER_WRITES);
        this.own = own;
    }

    /** What is wrong with the inputs, as far as it is known before a file is read. */
    List<String> problems() {
        try {
            packing.check(packed());
            return List.of();
        } catch (IOException e) {
            return problems(e);
        }
    }

    /**
     * Writes the archive.
     *
     * @param folder the exchange's folder
     * @return a sentence for each file that was left out
     * @throws Refused with all that is wrong with the inputs
     */
    List<String> pack(Path folder) throws Refused, InterruptedIOException {
        try {
            Files.createDirectories(folder);
            return InputIndex.pack(packing, packed(), folder).leftOut();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new Refused(problems(e));
        }
    }

    private static List<String> problems(IOException e) {
        List<String> sentences = e instanceof RefusedArchive refused ? refused.problems() : List.of(e.getMessage());
        return sentences.stream()
                .map(sentence -> "--input: " + sentence.replaceFirst("\\.$", ""))
                .toList();
    }

    private List<PackInput> packed() throws IOException {
        List<PackInput> all = new ArrayList<>();
        for (Path input : inputs) {
            all.add(new PackInput(input, "", new FileSelection(AntPatterns.NONE, without(input), false)));
        }
        return all;
    }

    private AntPatterns without(Path input) throws IOException {
        if (own.isEmpty() || !Files.exists(own.get())) {
            return AntPatterns.NONE;
        }
        Path root = input.toRealPath();
        Path kept = own.get().toRealPath();
        if (!kept.startsWith(root) || kept.equals(root)) {
            return AntPatterns.NONE;
        }
        String path = root.relativize(kept).toString().replace('\\', '/');
        return AntPatterns.parse(path.replaceAll("[,*]", "?") + "/**");
    }
}
