package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import io.jenkins.plugins.runpod.engine.admission.PodCaps;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.PodRules;
import io.jenkins.plugins.runpod.engine.spec.PodSecurity;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A cluster as an administrator configured it. Without a server and without credentials, it is the cluster in which
 * Jenkins itself runs as a pod.
 */
public final class ClusterConfiguration implements Describable<ClusterConfiguration> {
    static final String STANDARD_NAMESPACE = "default";

    private final String name;
    private String serverUrl;
    private String certificateAuthority;
    private boolean skipTlsVerification;
    private boolean useJenkinsProxy;
    private String credentialsId;
    private String context;
    private boolean allowKubeconfigCommands;
    private String namespace;
    private String queueTimeout;
    private String scheduleTimeout;
    private String startTimeout;
    private String rateLimitTimeout;
    private String graceTimeout;
    private String transferTimeout;
    private String runTimeout;
    private int requestsPerSecond;
    private int maxPods;
    private String filesImage;
    private String mostFileBytes;
    private int mostFiles;
    private int transfersAtOnce;
    private String imageMirrors;
    private boolean alwaysPullFromMirrors;
    private String podSecurity;
    private boolean automountServiceAccountToken;
    private List<FolderRule> folders = new ArrayList<>();
    private String yaml;
    private List<PodPreset> presets = new ArrayList<>();
    private String enforced;

    @DataBoundConstructor
    public ClusterConfiguration(String name) {
        this.name = Util.fixNull(name).strip();
    }

    /** The connection to the cluster. Equal connections can be shared. */
    @Restricted(NoExternalUse.class)
    public ClusterConnection connection() {
        return new ClusterConnection(
                Optional.ofNullable(serverUrl),
                Optional.ofNullable(certificateAuthority),
                skipTlsVerification,
                Optional.ofNullable(credentialsId),
                Optional.ofNullable(context),
                useJenkinsProxy,
                allowKubeconfigCommands);
    }

    /** The namespace of pods that name none. */
    @Restricted(NoExternalUse.class)
    public String defaultNamespace() {
        return namespace == null ? STANDARD_NAMESPACE : namespace;
    }

    /**
     * The rules for the pods of a job. Empty if the job may not use the cluster. If several rules match the job, the
     * rule of the innermost folder applies.
     *
     * @param job the full name of the job
     */
    @Restricted(NoExternalUse.class)
    public Optional<PodRules> rules(String job) {
        return rule(job).map(rule -> rule.rules(podSecurity(), automountServiceAccountToken));
    }

    private Optional<FolderRule> rule(String job) {
        if (getFolders().isEmpty()) {
            return Optional.of(new FolderRule(""));
        }
        return getFolders().stream()
                .filter(rule -> rule.covers(job))
                .max(Comparator.comparing(rule -> rule.getFolder().length()));
    }

    /**
     * The folder that a job counts to when folders share the cluster: that of its rule. If the rule is for all jobs, the topmost
     * folder of the job.
     *
     * @param job the full name of the job
     */
    @Restricted(NoExternalUse.class)
    public String folder(String job) {
        return rule(job).orElse(new FolderRule("")).share(job);
    }

    /** The most pods at the same time. */
    @Restricted(NoExternalUse.class)
    public PodCaps podCaps() {
        return new PodCaps(
                cap(maxPods),
                getFolders().stream().anyMatch(rule -> rule.getMaxPods() > 0),
                folder -> cap(rule(folder).map(FolderRule::getMaxPods).orElse(0)));
    }

    private static int cap(int pods) {
        return pods > 0 ? pods : PodCaps.NONE;
    }

    /**
     * The default policy of tasks on this cluster.
     *
     * @throws IllegalArgumentException if the cluster has {@link #problems}
     */
    @Restricted(NoExternalUse.class)
    public TaskPolicy policy() {
        TaskPolicy policy = TaskPolicy.standard();
        for (Map.Entry<Budget, String> limit : limits().entrySet()) {
            policy = policy.withLimit(limit.getKey(), Durations.parse(limit.getValue()));
        }
        return policy;
    }

    /**
     * How much the files of one task may hold: its inputs, and its outputs.
     *
     * @throws IllegalArgumentException if the cluster has {@link #problems}
     */
    @Restricted(NoExternalUse.class)
    public ArchiveLimits fileLimits() {
        ArchiveLimits standard = ArchiveLimits.DEFAULT;
        return new ArchiveLimits(
                mostFileBytes == null ? standard.bytes() : Sizes.parse(mostFileBytes),
                mostFiles == 0 ? standard.files() : mostFiles,
                standard.depth());
    }

    /** How many transfers of files run at once, at least 1. */
    @Restricted(NoExternalUse.class)
    public int transferPlaces() {
        return transfersAtOnce > 0 ? transfersAtOnce : TransferSlots.STANDARD;
    }

    /** The values that cannot be used, with the names of their fields. Empty if all can be. */
    @Restricted(NoExternalUse.class)
    public List<String> problems() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        numbers.put("maxPods", maxPods);
        numbers.put("requestsPerSecond", requestsPerSecond);
        numbers.put("mostFiles", mostFiles);
        numbers.put("transfersAtOnce", transfersAtOnce);
        List<String> problems = new ClusterValues(
                        limits(), numbers, Optional.ofNullable(mostFileBytes), mirrorLines(), getFolders())
                .problems();
        if (yaml != null) {
            PodLayer.problems(yaml).forEach(problem -> problems.add("yaml: " + problem));
        }
        problems.addAll(PodPreset.problems(presets));
        if (enforced != null) {
            PodLayer.problemsOfEnforced(enforced).forEach(problem -> problems.add("enforced: " + problem));
        }
        return problems;
    }

    /** Where images come from instead of their registries. */
    @Restricted(NoExternalUse.class)
    public ImageMirrors mirrors() {
        return ImageMirrors.of(mirrorLines(), alwaysPullFromMirrors);
    }

    private List<String> mirrorLines() {
        return ClusterValues.lines(imageMirrors);
    }

    private Map<Budget, String> limits() {
        Map<Budget, String> limits = new EnumMap<>(Budget.class);
        limits.put(Budget.QUEUE, queueTimeout);
        limits.put(Budget.SCHEDULE, scheduleTimeout);
        limits.put(Budget.START, startTimeout);
        limits.put(Budget.RATE_LIMIT, rateLimitTimeout);
        limits.put(Budget.GRACE, graceTimeout);
        limits.put(Budget.TRANSFER, transferTimeout);
        limits.put(Budget.RUN, runTimeout);
        limits.values().removeIf(Objects::isNull);
        return limits;
    }

    public String getName() {
        return name;
    }

    @CheckForNull
    public String getServerUrl() {
        return serverUrl;
    }

    @DataBoundSetter
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Util.fixEmptyAndTrim(serverUrl);
    }

    @CheckForNull
    public String getCertificateAuthority() {
        return certificateAuthority;
    }

    @DataBoundSetter
    public void setCertificateAuthority(String certificateAuthority) {
        this.certificateAuthority = Util.fixEmptyAndTrim(certificateAuthority);
    }

    public boolean isSkipTlsVerification() {
        return skipTlsVerification;
    }

    @DataBoundSetter
    public void setSkipTlsVerification(boolean skipTlsVerification) {
        this.skipTlsVerification = skipTlsVerification;
    }

    public boolean isUseJenkinsProxy() {
        return useJenkinsProxy;
    }

    @DataBoundSetter
    public void setUseJenkinsProxy(boolean useJenkinsProxy) {
        this.useJenkinsProxy = useJenkinsProxy;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** The context of the kubeconfig, or null for its current context. */
    @CheckForNull
    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(String context) {
        this.context = Util.fixEmptyAndTrim(context);
    }

    /** Whether the kubeconfig may run commands and read files on the controller. */
    public boolean isAllowKubeconfigCommands() {
        return allowKubeconfigCommands;
    }

    @DataBoundSetter
    public void setAllowKubeconfigCommands(boolean allowKubeconfigCommands) {
        this.allowKubeconfigCommands = allowKubeconfigCommands;
    }

    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    @CheckForNull
    public String getQueueTimeout() {
        return queueTimeout;
    }

    @DataBoundSetter
    public void setQueueTimeout(String queueTimeout) {
        this.queueTimeout = Util.fixEmptyAndTrim(queueTimeout);
    }

    @CheckForNull
    public String getScheduleTimeout() {
        return scheduleTimeout;
    }

    @DataBoundSetter
    public void setScheduleTimeout(String scheduleTimeout) {
        this.scheduleTimeout = Util.fixEmptyAndTrim(scheduleTimeout);
    }

    @CheckForNull
    public String getStartTimeout() {
        return startTimeout;
    }

    @DataBoundSetter
    public void setStartTimeout(String startTimeout) {
        this.startTimeout = Util.fixEmptyAndTrim(startTimeout);
    }

    @CheckForNull
    public String getRateLimitTimeout() {
        return rateLimitTimeout;
    }

    @DataBoundSetter
    public void setRateLimitTimeout(String rateLimitTimeout) {
        this.rateLimitTimeout = Util.fixEmptyAndTrim(rateLimitTimeout);
    }

    @CheckForNull
    public String getGraceTimeout() {
        return graceTimeout;
    }

    @DataBoundSetter
    public void setGraceTimeout(String graceTimeout) {
        this.graceTimeout = Util.fixEmptyAndTrim(graceTimeout);
    }

    @CheckForNull
    public String getTransferTimeout() {
        return transferTimeout;
    }

    @DataBoundSetter
    public void setTransferTimeout(String transferTimeout) {
        this.transferTimeout = Util.fixEmptyAndTrim(transferTimeout);
    }

    @CheckForNull
    public String getRunTimeout() {
        return runTimeout;
    }

    @DataBoundSetter
    public void setRunTimeout(String runTimeout) {
        this.runTimeout = Util.fixEmptyAndTrim(runTimeout);
    }

    /** The most requests per second, or 0 for the default. */
    public int getRequestsPerSecond() {
        return requestsPerSecond;
    }

    @DataBoundSetter
    public void setRequestsPerSecond(int requestsPerSecond) {
        this.requestsPerSecond = requestsPerSecond;
    }

    /** The most pods at the same time, or 0 for no limit. */
    public int getMaxPods() {
        return maxPods;
    }

    @DataBoundSetter
    public void setMaxPods(int maxPods) {
        this.maxPods = maxPods;
    }

    /** The image of the containers that move files, or null for that of the result container. */
    @CheckForNull
    public String getFilesImage() {
        return filesImage;
    }

    @DataBoundSetter
    public void setFilesImage(String filesImage) {
        this.filesImage = Util.fixEmptyAndTrim(filesImage);
    }

    /** The most bytes of a task's inputs, and of its outputs, as {@link Sizes#parse} reads them, or null for the default. */
    @CheckForNull
    public String getMostFileBytes() {
        return mostFileBytes;
    }

    @DataBoundSetter
    public void setMostFileBytes(String mostFileBytes) {
        this.mostFileBytes = Util.fixEmptyAndTrim(mostFileBytes);
    }

    /** The most files of a task's inputs, and of its outputs, or 0 for the default. */
    public int getMostFiles() {
        return mostFiles;
    }

    @DataBoundSetter
    public void setMostFiles(int mostFiles) {
        this.mostFiles = mostFiles;
    }

    /** The most transfers of files at the same time, or 0 for the default. */
    public int getTransfersAtOnce() {
        return transfersAtOnce;
    }

    @DataBoundSetter
    public void setTransfersAtOnce(int transfersAtOnce) {
        this.transfersAtOnce = transfersAtOnce;
    }

    /** The mirrors of registries, one {@code REGISTRY=MIRROR} a line, or null for none. */
    @CheckForNull
    public String getImageMirrors() {
        return imageMirrors;
    }

    @DataBoundSetter
    public void setImageMirrors(String imageMirrors) {
        this.imageMirrors = Util.fixEmptyAndTrim(imageMirrors);
    }

    /** Whether images always come from their mirrors, not only while their registry limits pulls. */
    public boolean isAlwaysPullFromMirrors() {
        return alwaysPullFromMirrors;
    }

    @DataBoundSetter
    public void setAlwaysPullFromMirrors(boolean alwaysPullFromMirrors) {
        this.alwaysPullFromMirrors = alwaysPullFromMirrors;
    }

    /** The level of the Pod Security Standards for pods, as {@link PodSecurity#id} writes it. */
    public String getPodSecurity() {
        return podSecurity == null ? PodSecurity.BASELINE.id() : podSecurity;
    }

    /** @throws IllegalArgumentException if there is no such level */
    @DataBoundSetter
    public void setPodSecurity(String podSecurity) {
        String level = Util.fixEmptyAndTrim(podSecurity);
        this.podSecurity = level == null ? null : PodSecurity.of(level).id();
    }

    /** A file that was edited by hand can have a level that does not exist. */
    private PodSecurity podSecurity() {
        try {
            return PodSecurity.of(getPodSecurity());
        } catch (IllegalArgumentException e) {
            return PodSecurity.RESTRICTED;
        }
    }

    /** Whether pods may have a token of their service account. */
    public boolean isAutomountServiceAccountToken() {
        return automountServiceAccountToken;
    }

    @DataBoundSetter
    public void setAutomountServiceAccountToken(boolean automountServiceAccountToken) {
        this.automountServiceAccountToken = automountServiceAccountToken;
    }

    /** The folders whose jobs may use the cluster. Empty for all jobs, in all namespaces. */
    public List<FolderRule> getFolders() {
        return Collections.unmodifiableList(folders);
    }

    @DataBoundSetter
    public void setFolders(List<FolderRule> folders) {
        this.folders = new ArrayList<>(Util.fixNull(folders));
    }

    /** A part of a Pod below each pod on this cluster, or null. */
    @CheckForNull
    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = text(yaml);
    }

    /** The parts of a Pod that jobs can choose by name. */
    public List<PodPreset> getPresets() {
        return Collections.unmodifiableList(presets);
    }

    @DataBoundSetter
    public void setPresets(List<PodPreset> presets) {
        this.presets = new ArrayList<>(Util.fixNull(presets));
    }

    /** A part of a Pod that no job can override, or null. */
    @CheckForNull
    public String getEnforced() {
        return enforced;
    }

    @DataBoundSetter
    public void setEnforced(String enforced) {
        this.enforced = text(enforced);
    }

    /** The white space of a text counts, but not of a text that has nothing else. */
    private static String text(String given) {
        return Util.fixEmptyAndTrim(given) == null ? null : given;
    }

    /** A file from before has no folders, or a list of a class that only Java itself should know. */
    private Object readResolve() {
        setFolders(folders);
        setPresets(presets);
        return this;
    }

    /** Registers the form. */
    @Extension
    @Symbol("runPodCluster")
    public static final class DescriptorImpl extends ClusterConfigurationForm {}
}
