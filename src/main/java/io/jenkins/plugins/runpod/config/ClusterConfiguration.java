package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.PodRules;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A cluster as an administrator has configured it. Without a server and without credentials it is the cluster in which Jenkins
 * itself runs as a pod.
 */
public final class ClusterConfiguration implements Describable<ClusterConfiguration> {
    private static final String STANDARD_NAMESPACE = "default";

    private final String name;
    private String serverUrl;
    private String certificateAuthority;
    private boolean skipTlsVerification;
    private boolean useJenkinsProxy;
    private String credentialsId;
    private String context;
    private String namespace;
    private String scheduleTimeout;
    private String startTimeout;
    private String rateLimitTimeout;
    private String runTimeout;
    private int requestsPerSecond;
    private int maxPods;
    private boolean allowHostAccess;
    private List<FolderRule> folders = List.of();

    @DataBoundConstructor
    public ClusterConfiguration(String name) {
        this.name = Util.fixNull(name).strip();
    }

    /** How to reach it. Two that are equal can share a connection. */
    @Restricted(NoExternalUse.class)
    public ClusterConnection connection() {
        return new ClusterConnection(
                Optional.ofNullable(serverUrl),
                Optional.ofNullable(certificateAuthority),
                skipTlsVerification,
                Optional.ofNullable(credentialsId),
                Optional.ofNullable(context),
                useJenkinsProxy);
    }

    /** Where pods live if nothing else is said. */
    @Restricted(NoExternalUse.class)
    public String defaultNamespace() {
        return namespace == null ? STANDARD_NAMESPACE : namespace;
    }

    /**
     * What the pods of a job may be here; empty if the job may not use the cluster. Of several rules that cover it the one of the
     * innermost folder counts.
     *
     * @param job its full name
     */
    @Restricted(NoExternalUse.class)
    public Optional<PodRules> rules(String job) {
        if (getFolders().isEmpty()) {
            return Optional.of(new FolderRule("").rules(allowHostAccess));
        }
        return getFolders().stream()
                .filter(rule -> rule.covers(job))
                .max(Comparator.comparing(rule -> rule.getFolder().length()))
                .map(rule -> rule.rules(allowHostAccess));
    }

    /** What tasks on this cluster allow themselves if nothing else is said; a default that cannot be read is left out. */
    @Restricted(NoExternalUse.class)
    public TaskPolicy policy() {
        TaskPolicy policy = TaskPolicy.standard();
        policy = withLimit(policy, Budget.SCHEDULE, scheduleTimeout);
        policy = withLimit(policy, Budget.START, startTimeout);
        policy = withLimit(policy, Budget.RATE_LIMIT, rateLimitTimeout);
        return withLimit(policy, Budget.RUN, runTimeout);
    }

    private static TaskPolicy withLimit(TaskPolicy policy, Budget budget, String text) {
        try {
            return text == null ? policy : policy.withLimit(budget, Durations.parse(text));
        } catch (IllegalArgumentException e) {
            return policy;
        }
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

    /** A context of the kubeconfig; null for its current one. */
    @CheckForNull
    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(String context) {
        this.context = Util.fixEmptyAndTrim(context);
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
    public String getRunTimeout() {
        return runTimeout;
    }

    @DataBoundSetter
    public void setRunTimeout(String runTimeout) {
        this.runTimeout = Util.fixEmptyAndTrim(runTimeout);
    }

    /** 0 for the usual limit. */
    public int getRequestsPerSecond() {
        return requestsPerSecond;
    }

    @DataBoundSetter
    public void setRequestsPerSecond(int requestsPerSecond) {
        this.requestsPerSecond = Math.max(0, requestsPerSecond);
    }

    /** How many pods may be there at once; 0 for any number. */
    public int getMaxPods() {
        return maxPods;
    }

    @DataBoundSetter
    public void setMaxPods(int maxPods) {
        this.maxPods = Math.max(0, maxPods);
    }

    public boolean isAllowHostAccess() {
        return allowHostAccess;
    }

    @DataBoundSetter
    public void setAllowHostAccess(boolean allowHostAccess) {
        this.allowHostAccess = allowHostAccess;
    }

    /** Who may use it; empty for all jobs, everywhere. */
    public List<FolderRule> getFolders() {
        return folders == null ? List.of() : folders;
    }

    @DataBoundSetter
    public void setFolders(List<FolderRule> folders) {
        this.folders = folders == null ? List.of() : List.copyOf(folders);
    }

    /** Makes the form known to Jenkins. */
    @Extension
    @Symbol("runPodCluster")
    public static final class DescriptorImpl extends ClusterConfigurationForm {}
}
