package io.jenkins.plugins.runpod.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.net.URI;
import java.net.URISyntaxException;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a cluster: its drop-down lists, and its checks during input. Request threads call it. */
@Restricted(NoExternalUse.class)
public abstract class ClusterConfigurationForm extends Descriptor<ClusterConfiguration> {
    ClusterConfigurationForm() {
        super(ClusterConfiguration.class);
    }

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
    public FormValidation doCheckAllowHostAccess(@QueryParameter boolean value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value ? FormValidation.warning(Messages.ClusterConfiguration_hostAccess()) : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckNamespace(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank() || KubeNames.isDnsLabel(value.strip())
                ? FormValidation.ok()
                : FormValidation.error(Messages.FolderRule_notANameOf(value));
    }

    @POST
    public FormValidation doCheckMaxPods(@QueryParameter String value) {
        return checkNumber(value);
    }

    @POST
    public FormValidation doCheckRequestsPerSecond(@QueryParameter String value) {
        return checkNumber(value);
    }

    private static FormValidation checkNumber(String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank() ? FormValidation.ok() : FormValidation.validateNonNegativeInteger(value.strip());
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

    /** Connects to the cluster, which blocks for up to some seconds. */
    @POST
    public FormValidation doTestConnection(
            @QueryParameter String name,
            @QueryParameter String serverUrl,
            @QueryParameter String certificateAuthority,
            @QueryParameter boolean skipTlsVerification,
            @QueryParameter boolean useJenkinsProxy,
            @QueryParameter String credentialsId,
            @QueryParameter String context,
            @QueryParameter String namespace) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = new ClusterConfiguration(name);
        cluster.setServerUrl(serverUrl);
        cluster.setCertificateAuthority(certificateAuthority);
        cluster.setSkipTlsVerification(skipTlsVerification);
        cluster.setUseJenkinsProxy(useJenkinsProxy);
        cluster.setCredentialsId(credentialsId);
        cluster.setContext(context);
        cluster.setNamespace(namespace);
        return new ConnectionTest(cluster.connection(), cluster.defaultNamespace()).run();
    }
}
