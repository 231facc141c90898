package io.jenkins.plugins.runpod.cli;

import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The files of a task: what is brought into its pod, and what is taken out of it. */
final class FileOptions {
    @Option(
            names = "--input",
            paramLabel = "DIR",
            description = "Copies the content of this directory into the container's working directory. Repeatable.")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "PATTERN",
            description = "Files to take from the working directory: target/*.jar, reports/**. The task fails if none"
                    + " matches. Repeatable.")
    private List<String> outputs = new ArrayList<>();

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Directory for the outputs. Default: the current directory.")
    private Path outputDir;

    @Option(
            names = "--files-limit",
            paramLabel = "SIZE",
            description = "Largest total size of the inputs, and of the outputs. Default: 2Gi.")
    private String limit;

    /**
     * The inputs to pack, the later ones on top of the earlier ones.
     *
     * @param own a folder that run-pod itself writes to
     */
    InputFolders archive(Optional<Path> own) {
        return new InputFolders(inputs, limits(), own);
    }

    /** Where the outputs go to. It need not exist. */
    Path outputDir() {
        return outputDir == null ? Path.of("") : outputDir;
    }

    /** What the engine moves. A pattern, or a limit, that cannot be read is among the problems. */
    FilePlan plan() {
        return inputs.isEmpty() && outputs.isEmpty()
                ? FilePlan.NONE
                : new FilePlan(
                        !inputs.isEmpty(),
                        outputs.stream().map(FileOptions::output).toList(),
                        limits());
    }

    private static OutputFiles output(String pattern) {
        return new OutputFiles("--output " + pattern, pattern, "", false);
    }

    /** What was given, as one compares it with another command. The place of the outputs is free to move. */
    List<String> words() {
        return Stream.of(
                        inputs.stream()
                                .map(input -> "input " + input.toAbsolutePath().normalize()),
                        outputs.stream().map(pattern -> "output " + pattern),
                        Stream.ofNullable(limit).map(size -> "limit " + size))
                .flatMap(each -> each)
                .toList();
    }

    /**
     * What is wrong, as far as it is known before a file is read.
     *
     * @param stateDir where run-pod keeps the state of tasks
     */
    List<String> problems(Optional<Path> stateDir) {
        List<String> problems = new ArrayList<>();
        for (Path input : inputs) {
            if (!Files.exists(input)) {
                problems.add("--input: there is no directory " + input);
            } else if (!Files.isDirectory(input)) {
                problems.add("--input: " + input + " is not a directory");
            } else if (!Files.isReadable(input)) {
                problems.add("--input: cannot read " + input + ": permission denied");
            } else if (stateDir.isPresent() && isSame(input, stateDir.get())) {
                problems.add("--state-dir: " + stateDir.get() + " is an input as well. Choose another directory");
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(archive(stateDir).problems());
        }
        problems.addAll(outputProblems());
        if (limit != null && bytes(limit) < 1) {
            problems.add("--files-limit: \"" + limit + "\" is not a size such as 500Mi or 10Gi");
        }
        return problems;
    }

    /** What is wrong with the outputs. The inputs of a task that goes on are no longer read. */
    List<String> outputProblems() {
        List<String> problems = new ArrayList<>();
        outputs.stream()
                .filter(pattern -> pattern.replace(',', ' ').isBlank())
                .forEach(blank -> problems.add("--output: a pattern is empty. ** takes everything"));
        if (outputDir != null && outputs.isEmpty()) {
            problems.add("--output-dir: is for --output, which is missing");
        }
        if (!outputs.isEmpty()) {
            writable(outputDir().toAbsolutePath(), problems);
        }
        return problems;
    }

    /** The directory, or the first one above it that exists. */
    private static void writable(Path directory, List<String> problems) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing != null && !Files.isDirectory(existing)) {
            problems.add("--output-dir: " + existing + " is not a directory");
        } else if (existing == null || !Files.isWritable(existing)) {
            problems.add("--output-dir: cannot write to " + existing);
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private ArchiveLimits limits() {
        ArchiveLimits standard = ArchiveLimits.DEFAULT;
        long bytes = limit == null ? standard.bytes() : bytes(limit);
        return bytes < 1 ? standard : new ArchiveLimits(bytes, standard.files(), standard.depth());
    }

    /** 0 for a text that is no size. */
    private static long bytes(String size) {
        try {
            BigDecimal bytes = Quantity.getAmountInBytes(new Quantity(size));
            return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? 0 : bytes.longValue();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
