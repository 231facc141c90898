package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The parameters of a task, each as an option of the same name in kebab case. What they hold is checked elsewhere. */
final class TaskOptions {
    private final TaskParameters parameters = new TaskParameters();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace of the pod. Default: the namespace in the YAML, otherwise in the kubeconfig.")
    private void namespace(String value) {
        parameters.namespace = value;
    }

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Readable prefix of the pod's name. Default: the image's name.")
    private void name(String value) {
        parameters.name = value;
    }

    @Option(names = "--image", paramLabel = "IMAGE", description = "Image of the result container.")
    private void image(String value) {
        parameters.image = value;
    }

    @Option(
            names = "--yaml",
            paramLabel = "FILE",
            description = "A whole Pod, in YAML or JSON. - reads standard input. Options win over it.")
    private Path yaml;

    @Option(names = "--command", paramLabel = "SCRIPT", description = "A script that sh -c runs in the container.")
    private void command(String value) {
        parameters.command = value;
    }

    @Option(
            names = "--entrypoint",
            paramLabel = "WORD",
            description =
                    "Replaces the image's entrypoint. Repeatable, once per word. Words after -- are a shorter form.")
    private void entrypoint(List<String> values) {
        parameters.entrypoint = values;
    }

    @Option(
            names = "--args",
            paramLabel = "WORD",
            description =
                    "Arguments of the entrypoint. Repeatable, once per word. Write --args=-x for a word that begins with -.")
    private void args(List<String> values) {
        parameters.args = values;
    }

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "An environment variable. Its value is not secret. Repeatable.")
    private void env(Map<String, String> values) {
        parameters.env = values;
    }

    @Option(
            names = "--secret-env",
            paramLabel = "NAME[=VARIABLE]",
            description = "An environment variable with a secret value, taken from run-pod's own environment."
                    + " The value goes into a Secret of the pod and is masked in the log. Repeatable.")
    private void secretEnv(List<String> values) {
        values.forEach(value -> {
            int equals = value.indexOf('=');
            parameters.secretEnv.put(
                    equals < 0 ? value : value.substring(0, equals), equals < 0 ? value : value.substring(equals + 1));
        });
    }

    @Option(
            names = "--env-from",
            paramLabel = "KIND/NAME",
            description = "All entries of secret/NAME or configMap/NAME as variables. Repeatable.")
    private void envFrom(List<String> values) {
        parameters.envFrom = values;
    }

    @Option(names = "--working-dir", paramLabel = "PATH", description = "Working directory of the container.")
    private void workingDir(String value) {
        parameters.workingDir = value;
    }

    @Option(
            names = "--requests",
            paramLabel = "NAME=QUANTITY",
            description = "Reserved resources, such as cpu=500m. Repeatable.")
    private void requests(Map<String, String> values) {
        parameters.requests = values;
    }

    @Option(
            names = "--limits",
            paramLabel = "NAME=QUANTITY",
            description = "Most resources, such as memory=2Gi. Repeatable.")
    private void limits(Map<String, String> values) {
        parameters.limits = values;
    }

    @Option(names = "--service-account", paramLabel = "NAME", description = "Service account of the pod.")
    private void serviceAccount(String value) {
        parameters.serviceAccount = value;
    }

    @Option(
            names = "--image-pull-secrets",
            paramLabel = "NAME",
            description = "A Secret with registry credentials. Repeatable.")
    private void imagePullSecrets(List<String> values) {
        parameters.imagePullSecrets = values;
    }

    @Option(names = "--image-pull-policy", paramLabel = "POLICY", description = "Always, IfNotPresent or Never.")
    private void imagePullPolicy(String value) {
        parameters.imagePullPolicy = value;
    }

    @Option(
            names = "--node-selector",
            paramLabel = "LABEL=VALUE",
            description = "A label that the node must have. Repeatable.")
    private void nodeSelector(Map<String, String> values) {
        parameters.nodeSelector = values;
    }

    @Option(
            names = "--tolerations",
            paramLabel = "TAINT",
            description = "A tolerated taint: KEY, KEY:EFFECT or KEY=VALUE:EFFECT. Repeatable.")
    private void tolerations(List<String> values) {
        parameters.tolerations = values;
    }

    @Option(names = "--labels", paramLabel = "KEY=VALUE", description = "A label of the pod. Repeatable.")
    private void labels(Map<String, String> values) {
        parameters.labels = values;
    }

    @Option(names = "--annotations", paramLabel = "KEY=VALUE", description = "An annotation of the pod. Repeatable.")
    private void annotations(Map<String, String> values) {
        parameters.annotations = values;
    }

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The container whose exit code is the result. Default: the first container.")
    private void container(String value) {
        parameters.container = value;
    }

    @Option(
            names = "--log-containers",
            paramLabel = "NAME",
            description = "A further container whose log is shown. Each line starts with its name. Repeatable.")
    private void logContainers(List<String> values) {
        parameters.logContainers = values;
    }

    @Option(
            names = "--schedule-timeout",
            paramLabel = "TIME",
            description = "How long the pod may wait for a node, such as 90s, 10m or 1h30m. Default: 15m.")
    private void scheduleTimeout(String value) {
        parameters.scheduleTimeout = value;
    }

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            description = "How long the pod may take to start on its node, without rate limits. Default: 10m.")
    private void startTimeout(String value) {
        parameters.startTimeout = value;
    }

    @Option(
            names = "--rate-limit-timeout",
            paramLabel = "TIME",
            description = "How long the pod may wait for rate limits. Default: 60m.")
    private void rateLimitTimeout(String value) {
        parameters.rateLimitTimeout = value;
    }

    @Option(
            names = "--run-timeout",
            paramLabel = "TIME",
            description = "How long the container may run. Default: no limit.")
    private void runTimeout(String value) {
        parameters.runTimeout = value;
    }

    @Option(
            names = "--api-unavailable-timeout",
            paramLabel = "TIME",
            description = "How long to wait for an API server that does not answer. Default: no limit.")
    private void apiUnavailableTimeout(String value) {
        parameters.apiUnavailableTimeout = value;
    }

    @Option(
            names = "--termination-grace-period",
            paramLabel = "TIME",
            description =
                    "How long the containers may take to end when the pod is stopped. Default: the pod's own value.")
    private void terminationGracePeriod(String value) {
        parameters.terminationGracePeriod = value;
    }

    @Option(names = "--attempts", paramLabel = "COUNT", description = "How many pods to try in sequence. Default: 3.")
    private void attempts(int value) {
        parameters.attempts = value;
    }

    @Option(
            names = "--retry-on",
            paramLabel = "END",
            description = "The failures to retry: neverStarted, outcomeUnknown, oomKilled, exitCode=N. Repeatable."
                    + " Default: neverStarted.")
    private void retryOn(List<String> values) {
        parameters.retryOn = values;
    }

    @Option(
            names = "--retention",
            paramLabel = "WHAT",
            description = "What happens to the pod after its end: delete, keepFailed or keep. Default: delete.")
    private void retention(String value) {
        parameters.retention = value;
    }

    @Option(
            names = "--image-error-rules",
            paramLabel = "REGEX=CLASS",
            description =
                    "Class of a registry's error message: RATE_LIMITED, TRANSIENT, PERMANENT or AMBIGUOUS. Repeatable.")
    private List<String> imageErrorRules = List.of();

    /**
     * The parameters as given.
     *
     * @param words what stood after {@code --}: the entrypoint and its arguments
     * @param problems gets what cannot be read
     */
    TaskParameters read(List<String> words, List<String> problems) {
        if (!words.isEmpty()) {
            if (!parameters.entrypoint.isEmpty() || !parameters.args.isEmpty()) {
                problems.add("a command after -- cannot be given together with --entrypoint or --args");
            }
            parameters.entrypoint = words;
        }
        parameters.imageErrorRules = rules(problems);
        if (yaml != null) {
            parameters.yaml = text(problems);
        }
        return parameters;
    }

    /** The last equals sign parts them: a regular expression may hold some. */
    private Map<String, String> rules(List<String> problems) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (String rule : imageErrorRules) {
            int equals = rule.lastIndexOf('=');
            if (equals < 1) {
                problems.add("--image-error-rules: \"" + rule + "\" is not of the form REGEX=CLASS");
            } else {
                rules.put(rule.substring(0, equals), rule.substring(equals + 1));
            }
        }
        return rules;
    }

    private String text(List<String> problems) {
        try {
            String text = yaml.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(yaml);
            if (text.isBlank()) {
                problems.add("--yaml: " + yaml + " is empty");
            }
            return text;
        } catch (NoSuchFileException e) {
            problems.add("--yaml: there is no file " + yaml);
        } catch (IOException e) {
            problems.add("--yaml: cannot read " + yaml + ": " + e.getMessage());
        }
        return "";
    }
}
