package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.kube.access.InCluster;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which cluster: {@code --kubeconfig}, else {@code $KUBECONFIG}, else {@code ~/.kube/config}, else the one this process runs in. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "Access to the cluster. Default: $$KUBECONFIG, then ~/.kube/config, then the cluster around run-pod's own pod.")
    private Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of the kubeconfig. Default: its current context.")
    private String context;

    @Option(
            names = "--image-mirror",
            paramLabel = "REGISTRY=MIRROR",
            description = "Where images come from while their registry limits pulls, such as"
                    + " docker.io=mirror.example/hub. Repeatable.")
    private List<String> imageMirrors = new ArrayList<>();

    /** Where images come from while their registry limits pulls. */
    ImageMirrors mirrors(List<String> problems) {
        ImageMirrors.problems(imageMirrors).forEach(problem -> problems.add("--image-mirror: " + problem));
        return ImageMirrors.of(imageMirrors, false);
    }

    /** Whether an option names the cluster. */
    boolean isNamed() {
        return kubeconfig != null || context != null;
    }

    /** Whether there is something to read, which may be wrong. */
    boolean isThere(Map<String, String> environment) {
        return isNamed()
                || !environment.getOrDefault("KUBECONFIG", "").isEmpty()
                || standard(environment).filter(Files::exists).isPresent()
                || environment.containsKey("KUBERNETES_SERVICE_HOST");
    }

    /** Nothing is read yet. */
    ClusterAccess access(Map<String, String> environment) throws Refused {
        Optional<Path> file = file(environment);
        if (file.isPresent()) {
            return Kubeconfig.file(file.get(), Optional.ofNullable(context));
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return new InCluster();
        }
        throw new Refused("no cluster: use --kubeconfig FILE. There is no $KUBECONFIG, no "
                + standard(environment).map(Path::toString).orElse("~/.kube/config")
                + ", and run-pod does not run in a pod");
    }

    private Optional<Path> file(Map<String, String> environment) throws Refused {
        if (kubeconfig != null) {
            return Optional.of(kubeconfig);
        }
        String named = environment.getOrDefault("KUBECONFIG", "");
        if (named.contains(File.pathSeparator)) {
            throw new Refused(
                    "$KUBECONFIG names several files. run-pod does not merge them. Choose one with --kubeconfig");
        }
        return named.isEmpty() ? standard(environment).filter(Files::exists) : Optional.of(Path.of(named));
    }

    private static Optional<Path> standard(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("HOME")).map(home -> Path.of(home, ".kube", "config"));
    }
}
