package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Pace;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code run-pod cluster}: the embedded cluster in the foreground, until Ctrl-C. */
@Command(
        name = "cluster",
        description =
                "Starts a small Kubernetes in this process. Pods run as local processes, or as a scenario describes.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterCommand implements Callable<Integer> {
    private static final String OURS = "current-context: embedded";

    /** How long its node takes for what it does. */
    enum Speed {
        quick(Pace.QUICK),
        demo(Pace.DEMO),
        real(Pace.REAL);

        private final Pace pace;

        Speed(Pace pace) {
            this.pace = pace;
        }
    }

    @ParentCommand
    private Main main;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the API server. Default: a free port.")
    private int port;

    @Option(
            names = "--write-kubeconfig",
            required = true,
            paramLabel = "FILE",
            description = "File for the kubeconfig, written when the cluster answers and removed at the end.")
    private Path kubeconfig;

    @Option(names = "--scenario", paramLabel = "FILE", description = "Describes what happens to the pods.")
    private Path scenario;

    @Option(names = "--pace", paramLabel = "PACE", description = "quick, demo or real. Default: ${DEFAULT-VALUE}.")
    private Speed pace = Speed.demo;

    @Override
    @SuppressWarnings("try") // the handler is only there
    public Integer call() throws Exception {
        removeOldKubeconfig();
        List<PodScript> scripts = scripts();
        CountDownLatch ended = new CountDownLatch(1);
        try (Interrupts ignored = Interrupts.to(signal -> ended.countDown());
                EmbeddedCluster cluster = start()) {
            scripts.forEach(cluster::script);
            write(cluster);
            main.screen()
                    .say("A cluster answers at " + cluster.url() + ". Try kubectl --kubeconfig " + kubeconfig
                            + " get nodes. Ctrl-C ends it.");
            ended.await();
        } finally {
            removeOldKubeconfig();
        }
        return ExitStatus.OK;
    }

    private EmbeddedCluster start() throws Refused {
        try {
            return EmbeddedCluster.options().port(port).pace(pace.pace).start();
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("--port: cannot listen on " + port + ": " + e.getMessage());
        }
    }

    private List<PodScript> scripts() throws Refused {
        if (scenario == null) {
            return List.of();
        }
        try {
            return Scenario.read(scenario);
        } catch (NoSuchFileException e) {
            throw new Refused("--scenario: there is no file " + scenario);
        } catch (IOException e) {
            throw new Refused("--scenario: cannot read " + scenario + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    e.getMessage().lines().map(line -> scenario + ": " + line).toList());
        }
    }

    private void write(EmbeddedCluster cluster) throws Refused {
        try {
            cluster.writeKubeconfig(kubeconfig);
        } catch (IOException e) {
            throw new Refused("--write-kubeconfig: cannot write " + kubeconfig);
        }
    }

    /** A script that waits for the file must not find that of an earlier cluster, and no user's own kubeconfig may be lost. */
    private void removeOldKubeconfig() throws Refused {
        try {
            String text = Files.readString(kubeconfig);
            if (!text.isBlank() && !text.contains(OURS)) {
                throw new Refused(
                        "--write-kubeconfig: " + kubeconfig + " exists and does not belong to an embedded cluster");
            }
            Files.delete(kubeconfig);
        } catch (NoSuchFileException e) {
            // as it should be
        } catch (IOException e) {
            throw new Refused("--write-kubeconfig: cannot replace " + kubeconfig);
        }
    }
}
