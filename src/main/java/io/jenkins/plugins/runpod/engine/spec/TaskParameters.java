package io.jenkins.plugins.runpod.engine.spec;

import static io.jenkins.plugins.runpod.engine.spec.Expansion.VALUE;
import static io.jenkins.plugins.runpod.engine.spec.Expansion.VARIABLE;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.CHANGES;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.CHOICE;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.COUNT;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.DURATION;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.LIST;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.MAP;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.RULES;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.SCRIPT;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.SECRETS;
import static io.jenkins.plugins.runpod.engine.spec.ParameterKind.TEXT;
import static io.jenkins.plugins.runpod.engine.spec.ParameterSection.CONTAINER;
import static io.jenkins.plugins.runpod.engine.spec.ParameterSection.MAIN;
import static io.jenkins.plugins.runpod.engine.spec.ParameterSection.POD;
import static io.jenkins.plugins.runpod.engine.spec.ParameterSection.WAITING;

import io.jenkins.plugins.runpod.engine.manifest.PodOrigins;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unchecked parameters of a task, as users write them, and their declarations. The step, the builder and the command line
 * fill its fields. {@code null} and empty mean "not given". Not safe for use by many threads.
 *
 * <p>A new parameter is a field here. Jenkins also needs accessors in {@code RunPodStep} and a help file beside its form.
 */
public class TaskParameters implements Cloneable {
    // --- what most tasks need ----------------------------------------------------------------------------------

    @Parameter(
            title = "Image",
            kind = TEXT,
            section = MAIN,
            expansion = VALUE,
            checkedWith = "yaml",
            changesOnRetry = true,
            label = "IMAGE",
            summary = "Image of the result container.")
    public String image;

    /** A script for {@code sh -c}. */
    @Parameter(
            title = "Command",
            kind = SCRIPT,
            section = MAIN,
            checkedWith = {"entrypoint", "args"},
            changesOnRetry = true,
            label = "SCRIPT",
            summary = "A script that sh -c runs in the container.")
    public String command;

    @Parameter(
            title = "Environment variables",
            kind = MAP,
            section = MAIN,
            expansion = VARIABLE,
            changesOnRetry = true,
            label = "NAME=VALUE",
            summary = "An environment variable. Its value is not secret. Repeatable.")
    public Map<String, String> env = new LinkedHashMap<>();

    /** From variable to the source of its secret value, which the caller can read. */
    @Parameter(
            title = "Secret environment variables",
            kind = SECRETS,
            section = MAIN,
            checkedWith = "env",
            label = "NAME[=VARIABLE]",
            summary = "An environment variable with a secret value, taken from run-pod's own environment. The value"
                    + " goes into a Secret of the pod and is masked in the log. Repeatable.")
    public Map<String, String> secretEnv = new LinkedHashMap<>();

    /** From the absolute path in the container to the source of the content, which the caller can read. */
    @Parameter(
            title = "Secret files",
            kind = MAP,
            section = MAIN,
            checkedWith = {"yaml", "container"},
            label = "PATH=FILE",
            summary =
                    "A secret file of the container. PATH is its absolute path there, and FILE the file to read here. The"
                            + " content goes into a Secret of the pod. Repeatable.")
    public Map<String, String> secretFiles = new LinkedHashMap<>();

    // --- the result container ----------------------------------------------------------------------------------

    /** Replaces the image's entrypoint. */
    @Parameter(
            title = "Entrypoint",
            kind = LIST,
            section = CONTAINER,
            changesOnRetry = true,
            label = "WORD",
            summary = "Replaces the image's entrypoint. Repeatable, once per word. Words after -- are a shorter form.")
    public List<String> entrypoint = new ArrayList<>();

    /** The arguments of the entrypoint. */
    @Parameter(
            title = "Arguments",
            kind = LIST,
            section = CONTAINER,
            changesOnRetry = true,
            label = "WORD",
            summary = "Arguments of the entrypoint. Repeatable, once per word. Write --args=-x for a word that begins"
                    + " with -.")
    public List<String> args = new ArrayList<>();

    /** {@code secret/NAME} or {@code configMap/NAME}. */
    @Parameter(
            title = "Environment from",
            kind = LIST,
            section = CONTAINER,
            changesOnRetry = true,
            label = "KIND/NAME",
            summary = "All entries of secret/NAME or configMap/NAME as variables. Repeatable.")
    public List<String> envFrom = new ArrayList<>();

    @Parameter(
            title = "Working directory",
            kind = TEXT,
            section = CONTAINER,
            changesOnRetry = true,
            label = "PATH",
            summary = "Working directory of the container.")
    public String workingDir;

    /** From resource name to quantity. */
    @Parameter(
            title = "Requests",
            kind = MAP,
            section = CONTAINER,
            expansion = VALUE,
            partOf = "resources",
            checkedWith = "limits",
            changesOnRetry = true,
            label = "NAME=QUANTITY",
            summary = "Reserved resources, such as cpu=500m. Repeatable.")
    public Map<String, String> requests = new LinkedHashMap<>();

    /** From resource name to quantity. */
    @Parameter(
            title = "Limits",
            kind = MAP,
            section = CONTAINER,
            expansion = VALUE,
            partOf = "resources",
            changesOnRetry = true,
            label = "NAME=QUANTITY",
            summary = "Most resources, such as memory=2Gi. Repeatable.")
    public Map<String, String> limits = new LinkedHashMap<>();

    @Parameter(
            title = "Image pull policy",
            kind = CHOICE,
            section = CONTAINER,
            values = {"Always", "IfNotPresent", "Never"},
            changesOnRetry = true,
            label = "POLICY",
            summary = "Always, IfNotPresent or Never.")
    public String imagePullPolicy;

    // --- the pod -----------------------------------------------------------------------------------------------

    /** The namespace of the pod. If not given, the namespace in the YAML, otherwise the cluster's default. */
    @Parameter(
            title = "Namespace",
            kind = TEXT,
            section = POD,
            letter = "-n",
            label = "NAME",
            summary = "Namespace of the pod. Default: the namespace in the YAML, otherwise in the kubeconfig.")
    public String namespace;

    /** The readable prefix of the pod's name. */
    @Parameter(
            title = "Name",
            kind = TEXT,
            section = POD,
            expansion = VALUE,
            label = "NAME",
            summary = "Readable prefix of the pod's name. Default: the image's name.")
    public String name;

    @Parameter(
            title = "Service account",
            kind = TEXT,
            section = POD,
            changesOnRetry = true,
            label = "NAME",
            summary = "Service account of the pod.")
    public String serviceAccount;

    @Parameter(
            title = "Image pull secrets",
            kind = LIST,
            section = POD,
            changesOnRetry = true,
            label = "NAME",
            summary = "A Secret with registry credentials. Repeatable.")
    public List<String> imagePullSecrets = new ArrayList<>();

    @Parameter(
            title = "Node selector",
            kind = MAP,
            section = POD,
            expansion = VALUE,
            changesOnRetry = true,
            label = "LABEL=VALUE",
            summary = "A label that the node must have. Repeatable.")
    public Map<String, String> nodeSelector = new LinkedHashMap<>();

    /** {@code KEY}, {@code KEY:EFFECT} or {@code KEY=VALUE:EFFECT}. */
    @Parameter(
            title = "Tolerations",
            kind = LIST,
            section = POD,
            changesOnRetry = true,
            label = "TAINT",
            summary = "A tolerated taint: KEY, KEY:EFFECT or KEY=VALUE:EFFECT. Repeatable.")
    public List<String> tolerations = new ArrayList<>();

    @Parameter(
            title = "Labels",
            kind = MAP,
            section = POD,
            expansion = VALUE,
            changesOnRetry = true,
            label = "KEY=VALUE",
            summary = "A label of the pod. Repeatable.")
    public Map<String, String> labels = new LinkedHashMap<>();

    @Parameter(
            title = "Annotations",
            kind = MAP,
            section = POD,
            changesOnRetry = true,
            label = "KEY=VALUE",
            summary = "An annotation of the pod. Repeatable.")
    public Map<String, String> annotations = new LinkedHashMap<>();

    /** A whole Pod. The other parameters win over it. */
    @Parameter(
            title = "Pod as YAML",
            kind = ParameterKind.YAML,
            section = POD,
            changesOnRetry = true,
            label = "FILE",
            summary = "A whole Pod, in YAML or JSON. - reads standard input. Options win over it.")
    public String yaml;

    /** The result container. If not given, the first container. */
    @Parameter(
            title = "Result container",
            kind = TEXT,
            section = POD,
            label = "NAME",
            summary = "The container whose exit code is the result. Default: the first container.")
    public String container;

    /** Further containers whose logs are shown, including init containers. */
    @Parameter(
            title = "Further logs",
            kind = LIST,
            section = POD,
            label = "NAME",
            summary = "A further container whose log is shown. Each line starts with its name. Repeatable.")
    public List<String> logContainers = new ArrayList<>();

    @Parameter(
            title = "Image of the file containers",
            kind = TEXT,
            section = POD,
            expansion = VALUE,
            changesOnRetry = true,
            label = "IMAGE",
            summary =
                    "Image of the containers that move files. It needs sh, tar, head, find and sha256sum. Default: the"
                            + " image of the result container.")
    public String filesImage;

    /** The LocalQueue of Kueue that admits the pod, in the pod's namespace. */
    @Parameter(
            title = "Queue",
            kind = TEXT,
            section = POD,
            expansion = VALUE,
            label = "NAME",
            summary = "A LocalQueue of Kueue. The pod waits until Kueue admits it.")
    public String queue;

    // --- waiting and ending ------------------------------------------------------------------------------------

    @Parameter(
            title = "Queue timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long the pod may wait in a queue of Kueue, such as 90s, 10m or 1h30m. Default: no limit.")
    public String queueTimeout;

    @Parameter(
            title = "Schedule timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long the pod may wait for a node, such as 90s, 10m or 1h30m. Default: 15m.")
    public String scheduleTimeout;

    @Parameter(
            title = "Start timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long the pod may take to start on its node, without rate limits. Default: 10m.")
    public String startTimeout;

    @Parameter(
            title = "Rate limit timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long the pod may wait for rate limits. Default: 60m.")
    public String rateLimitTimeout;

    @Parameter(
            title = "Grace timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long to wait for a problem that may or may not clear. Default: 2m.")
    public String graceTimeout;

    @Parameter(
            title = "Transfer timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long a transfer of files may stand still. Default: 5m.")
    public String transferTimeout;

    @Parameter(
            title = "Run timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long the container may run. Default: no limit.")
    public String runTimeout;

    /** How long to wait for an API server that does not answer. If not given, without limit. */
    @Parameter(
            title = "API unavailable timeout",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long to wait for an API server that does not answer. Default: no limit.")
    public String apiUnavailableTimeout;

    @Parameter(
            title = "Termination grace period",
            kind = DURATION,
            section = WAITING,
            expansion = VALUE,
            label = "TIME",
            summary = "How long the containers may take to end when the pod is stopped. Default: the pod's own value.")
    public String terminationGracePeriod;

    @Parameter(
            title = "Attempts",
            kind = COUNT,
            section = WAITING,
            most = 100,
            label = "COUNT",
            summary = "How many pods to try in sequence. Default: 3.")
    public Integer attempts;

    /** {@code neverStarted}, {@code outcomeUnknown}, {@code oomKilled}, {@code outputsLost} or {@code exitCode=137}. */
    @Parameter(
            title = "Retry on",
            kind = LIST,
            section = WAITING,
            label = "END",
            summary = "The failures to retry: neverStarted, outcomeUnknown, oomKilled, outputsLost, exitCode=N."
                    + " Repeatable."
                    + " Default: neverStarted.")
    public List<String> retryOn = new ArrayList<>();

    /** {@code memory} and {@code maxMemory}, and from names of parameters to what they are in the pods after the first one. */
    @Parameter(
            title = "On retry",
            kind = CHANGES,
            section = WAITING,
            checkedWith = {
                "image",
                "command",
                "env",
                "secretEnv",
                "entrypoint",
                "args",
                "requests",
                "limits",
                "yaml",
                "container",
                "attempts",
                "retryOn"
            },
            label = "NAME=VALUE",
            summary =
                    "What the pods after the first one have instead, such as image=IMAGE. memory=x2, with maxMemory=16Gi,"
                            + " is for those that ran out of memory. Repeatable.")
    public Map<String, Object> onRetry = new LinkedHashMap<>();

    /** {@code delete}, {@code keepFailed} or {@code keep}. The last two accept a time to live: {@code keep:24h}. */
    @Parameter(
            title = "Retention",
            kind = TEXT,
            section = WAITING,
            expansion = VALUE,
            values = {"delete", "keepFailed", "keepFailed:24h", "keep", "keep:24h"},
            label = "WHAT",
            summary = "What happens to the pod after its end: delete, keepFailed or keep. Default: delete.")
    public String retention;

    /** From regular expression to class. */
    @Parameter(
            title = "Image error rules",
            kind = RULES,
            section = WAITING,
            label = "REGEX=CLASS",
            summary = "Class of a registry's error message: RATE_LIMITED, TRANSIENT, PERMANENT or AMBIGUOUS."
                    + " REGEX has the syntax of RE2. Repeatable.")
    public Map<String, String> imageErrorRules = new LinkedHashMap<>();

    // -----------------------------------------------------------------------------------------------------------

    /** The files that the caller brings and takes. Each caller has its own way to name them. */
    public FilePlan files = FilePlan.NONE;

    /** The mirrors of the cluster. */
    public ImageMirrors mirrors = ImageMirrors.NONE;

    /** What the cluster and the folders of the task say about its pod. Only Jenkins has any. */
    public PodLayers layers = PodLayers.NONE;

    /** Is filled while the pod is made: where each of its values comes from. Stays empty if only the user says something. */
    public PodOrigins origins = new PodOrigins();

    /** All parameters of this class. */
    public final List<ParameterField> declared() {
        return ParameterField.of(getClass());
    }

    /**
     * The value of a parameter of this class.
     *
     * @return null if not given
     */
    public final Object get(ParameterField parameter) {
        return parameter.get(this);
    }

    /**
     * Gives a parameter of this class a value.
     *
     * @param value of the type of its kind, or null if not given
     */
    public final void set(ParameterField parameter, Object value) {
        Class<?> type = parameter.getKind().type();
        parameter.set(
                this,
                value != null
                        ? value
                        : type == List.class ? new ArrayList<>() : type == Map.class ? new LinkedHashMap<>() : null);
    }

    /** The same parameters. Both share their collections, which are replaced and never changed. */
    final TaskParameters copy() {
        try {
            return (TaskParameters) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it is cloneable", e);
        }
    }

    /** Replaces variables in the parameters that are declared to be expanded. */
    public final void expand(Map<String, String> variables) {
        declared().stream()
                .filter(parameter -> parameter.expansion() != Expansion.NONE)
                .forEach(parameter -> set(parameter, parameter.expanded(get(parameter), variables)));
    }

    /** The problems that follow from the declarations alone. */
    final List<String> problems() {
        Map<String, Object> values = new LinkedHashMap<>();
        declared().forEach(parameter -> values.put(parameter.getName(), get(parameter)));
        return ParameterField.problems(declared(), values::get);
    }
}
