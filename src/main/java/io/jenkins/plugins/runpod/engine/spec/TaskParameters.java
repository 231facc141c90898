package io.jenkins.plugins.runpod.engine.spec;

import io.jenkins.plugins.runpod.engine.text.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a task as users write them, before any check. A plain holder that the step, the builder and the command
 * line fill; {@code null} and empty mean "not given". Not thread-safe.
 *
 * <p>Durations are texts in the form of {@link Durations}.
 */
public final class TaskParameters {
    /** Where the pod lives; not given: the namespace of the YAML, then the cluster's default. */
    public String namespace;
    /** Readable beginning of the pod's name. */
    public String name;

    public String image;
    /** A script for {@code sh -c}. */
    public String command;
    /** Replaces the image's entrypoint. */
    public List<String> entrypoint = new ArrayList<>();
    /** Arguments of the entrypoint. */
    public List<String> args = new ArrayList<>();

    public Map<String, String> env = new LinkedHashMap<>();
    /** Variable to where its secret value comes from, which the caller knows to read. */
    public Map<String, String> secretEnv = new LinkedHashMap<>();
    /** {@code secret/NAME} or {@code configMap/NAME}. */
    public List<String> envFrom = new ArrayList<>();

    public String workingDir;
    /** Resource name to quantity. */
    public Map<String, String> requests = new LinkedHashMap<>();
    /** Resource name to quantity. */
    public Map<String, String> limits = new LinkedHashMap<>();

    public String serviceAccount;
    public List<String> imagePullSecrets = new ArrayList<>();
    /** {@code Always}, {@code IfNotPresent} or {@code Never}. */
    public String imagePullPolicy;

    public Map<String, String> nodeSelector = new LinkedHashMap<>();
    /** {@code KEY}, {@code KEY:EFFECT}, {@code KEY=VALUE:EFFECT}. */
    public List<String> tolerations = new ArrayList<>();

    public Map<String, String> labels = new LinkedHashMap<>();
    public Map<String, String> annotations = new LinkedHashMap<>();
    /** A whole Pod; what is given beside it wins over it. */
    public String yaml;
    /** Whose exit code counts; not given: the first container. */
    public String container;
    /** Containers whose logs are shown too, init containers included. */
    public List<String> logContainers = new ArrayList<>();

    public String scheduleTimeout;
    public String startTimeout;
    public String rateLimitTimeout;
    public String runTimeout;
    /** How long an API that does not answer is borne with; not given: for ever. */
    public String apiUnavailableTimeout;

    public String terminationGracePeriod;
    public Integer attempts;
    /** {@code neverStarted}, {@code outcomeUnknown}, {@code oomKilled}, {@code exitCode=137}. */
    public List<String> retryOn = new ArrayList<>();
    /** {@code delete}, {@code keepFailed}, {@code keep}; the last two may carry a time to live: {@code keep:24h}. */
    public String retention;
    /** Regular expression to class. */
    public Map<String, String> imageErrorRules = new LinkedHashMap<>();
}
