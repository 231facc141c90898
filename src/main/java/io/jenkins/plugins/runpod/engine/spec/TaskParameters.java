package io.jenkins.plugins.runpod.engine.spec;

import io.jenkins.plugins.runpod.engine.text.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unchecked parameters of a task, as users write them. The step, the builder and the command line fill its fields.
 * {@code null} and empty mean "not given". Not safe for use by many threads.
 *
 * <p>Durations are texts in the format of {@link Durations}.
 */
public final class TaskParameters {
    /** The namespace of the pod. If not given, the namespace in the YAML, otherwise the cluster's default. */
    public String namespace;
    /** The readable prefix of the pod's name. */
    public String name;

    public String image;
    /** A script for {@code sh -c}. */
    public String command;
    /** Replaces the image's entrypoint. */
    public List<String> entrypoint = new ArrayList<>();
    /** The arguments of the entrypoint. */
    public List<String> args = new ArrayList<>();

    public Map<String, String> env = new LinkedHashMap<>();
    /** From variable to the source of its secret value, which the caller can read. */
    public Map<String, String> secretEnv = new LinkedHashMap<>();
    /** {@code secret/NAME} or {@code configMap/NAME}. */
    public List<String> envFrom = new ArrayList<>();

    public String workingDir;
    /** From resource name to quantity. */
    public Map<String, String> requests = new LinkedHashMap<>();
    /** From resource name to quantity. */
    public Map<String, String> limits = new LinkedHashMap<>();

    public String serviceAccount;
    public List<String> imagePullSecrets = new ArrayList<>();
    /** {@code Always}, {@code IfNotPresent} or {@code Never}. */
    public String imagePullPolicy;

    public Map<String, String> nodeSelector = new LinkedHashMap<>();
    /** {@code KEY}, {@code KEY:EFFECT} or {@code KEY=VALUE:EFFECT}. */
    public List<String> tolerations = new ArrayList<>();

    public Map<String, String> labels = new LinkedHashMap<>();
    public Map<String, String> annotations = new LinkedHashMap<>();
    /** A whole Pod. The other parameters win over it. */
    public String yaml;
    /** The result container. If not given, the first container. */
    public String container;
    /** Further containers whose logs are shown, including init containers. */
    public List<String> logContainers = new ArrayList<>();

    public String scheduleTimeout;
    public String startTimeout;
    public String rateLimitTimeout;
    public String runTimeout;
    /** How long to wait for an API server that does not answer. If not given, without limit. */
    public String apiUnavailableTimeout;

    public String terminationGracePeriod;
    public Integer attempts;
    /** {@code neverStarted}, {@code outcomeUnknown}, {@code oomKilled} or {@code exitCode=137}. */
    public List<String> retryOn = new ArrayList<>();
    /** {@code delete}, {@code keepFailed} or {@code keep}. The last two accept a time to live: {@code keep:24h}. */
    public String retention;
    /** From regular expression to class. */
    public Map<String, String> imageErrorRules = new LinkedHashMap<>();
}
