package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A cluster and the runs on it. Closing it ends them all. */
final class Bench implements AutoCloseable {
    private final Path folder;
    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final Deque<CommandLineProcess> processes = new ArrayDeque<>();

    /** @param folder gets what the runs print */
    Bench(Path folder) {
        this.folder = folder;
        try {
            cluster.writeKubeconfig(kubeconfig());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EmbeddedCluster cluster() {
        return cluster;
    }

    /** Whether no pod is there any more. */
    boolean empty() {
        return cluster.store().list(Resource.PODS, "", pod -> true).items().isEmpty();
    }

    /** A run in this process, to its end. */
    InProcess run(String id, String... more) {
        return InProcess.command(args(id, more));
    }

    /** A run in a process of its own. */
    CommandLineProcess start(String id, String... more) {
        CommandLineProcess process = CommandLineProcess.start(folder, List.of(args(id, more)));
        processes.push(process);
        return process;
    }

    private String[] args(String id, String... more) {
        return Stream.concat(
                        Stream.of(
                                "run", "--id", id, "--kubeconfig", kubeconfig().toString(), "--image", "app", "--json"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    @Override
    public void close() {
        processes.forEach(CommandLineProcess::close);
        cluster.close();
    }
}
