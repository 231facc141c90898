package io.jenkins.plugins.runpod.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

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
    private String credentialsId;
    private String context;
    private String namespace;
    private String scheduleTimeout;
    private String startTimeout;
    private String rateLimitTimeout;
    private String runTimeout;
    private int requestsPerSecond;

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
                Optional.ofNullable(context));
    }

    /** Where pods live if nothing else is said. */
    @Restricted(NoExternalUse.class)
    public String defaultNamespace() {
        return namespace == null ? STANDARD_NAMESPACE : namespace;
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

    /** The form of a cluster. Called by request threads. */
    @Extension
    @Symbol("runPodCluster")
    public static final class DescriptorImpl extends Descriptor<ClusterConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ClusterConfiguration_displayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @QueryParameter String serverUrl, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return items.includeCurrentValue(credentialsId);
            }
            return items.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            StandardCredentials.class,
                            URIRequirementBuilder.fromUri(serverUrl).build(),
                            AuthenticationTokens.matcher(KubernetesAuth.class))
                    .includeCurrentValue(credentialsId);
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return FormValidation.validateRequired(value);
        }

        @POST
        public FormValidation doCheckServerUrl(@QueryParameter String value, @QueryParameter String credentialsId) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            if (value.isBlank()) {
                return FormValidation.ok(
                        credentialsId.isBlank()
                                ? Messages.ClusterConfiguration_inCluster()
                                : Messages.ClusterConfiguration_fromKubeconfig());
            }
            try {
                URI uri = new URI(value.strip());
                return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                        ? FormValidation.ok()
                        : FormValidation.error(Messages.ClusterConfiguration_notAnAddress());
            } catch (URISyntaxException e) {
                return FormValidation.error(Messages.ClusterConfiguration_notAnAddress());
            }
        }

        @POST
        public FormValidation doCheckSkipTlsVerification(@QueryParameter boolean value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return value ? FormValidation.warning(Messages.ClusterConfiguration_insecure()) : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckScheduleTimeout(@QueryParameter String value) {
            return checkDuration(value);
        }

        @POST
        public FormValidation doCheckStartTimeout(@QueryParameter String value) {
            return checkDuration(value);
        }

        @POST
        public FormValidation doCheckRateLimitTimeout(@QueryParameter String value) {
            return checkDuration(value);
        }

        @POST
        public FormValidation doCheckRunTimeout(@QueryParameter String value) {
            return checkDuration(value);
        }

        private static FormValidation checkDuration(String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            try {
                if (!value.isBlank()) {
                    Durations.parse(value);
                }
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        /** Asks the cluster, so it takes as long as the cluster does, up to some seconds. */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String name,
                @QueryParameter String serverUrl,
                @QueryParameter String certificateAuthority,
                @QueryParameter boolean skipTlsVerification,
                @QueryParameter String credentialsId,
                @QueryParameter String context,
                @QueryParameter String namespace) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            ClusterConfiguration cluster = new ClusterConfiguration(name);
            cluster.setServerUrl(serverUrl);
            cluster.setCertificateAuthority(certificateAuthority);
            cluster.setSkipTlsVerification(skipTlsVerification);
            cluster.setCredentialsId(credentialsId);
            cluster.setContext(context);
            cluster.setNamespace(namespace);
            return new ConnectionTest(cluster.connection(), cluster.defaultNamespace()).run();
        }
    }
}
