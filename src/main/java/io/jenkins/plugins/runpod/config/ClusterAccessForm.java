package io.jenkins.plugins.runpod.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.Optional;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The part of a cluster's form that says how the cluster is reached. Each check shows what {@link AccessCheck} says of its field.
 * Request threads call it.
 */
@Restricted(NoExternalUse.class)
public abstract class ClusterAccessForm extends Descriptor<ClusterConfiguration> {
    ClusterAccessForm() {
        super(ClusterConfiguration.class);
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
                        ClusterCredentials.requirements(Optional.ofNullable(serverUrl)),
                        AuthenticationTokens.matcher(KubernetesAuth.class))
                .includeCurrentValue(credentialsId);
    }

    @POST
    public FormValidation doCheckServerUrl(@QueryParameter String value, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster(value, credentialsId);
        return shown(cluster, "serverUrl").orElseGet(() -> {
            if (cluster.getServerUrl() != null) {
                return FormValidation.ok();
            }
            return FormValidation.ok(
                    cluster.getCredentialsId() == null
                            ? Messages.ClusterConfiguration_inCluster()
                            : Messages.ClusterConfiguration_fromKubeconfig());
        });
    }

    /** Warns of credentials that jobs can read. */
    @POST
    public FormValidation doCheckCredentialsId(
            @QueryParameter String value,
            @QueryParameter String serverUrl,
            @QueryParameter String context,
            @QueryParameter boolean allowKubeconfigCommands) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster(serverUrl, value);
        cluster.setContext(context);
        cluster.setAllowKubeconfigCommands(allowKubeconfigCommands);
        AccessCheck check = AccessCheck.of(cluster.connection());
        return check.problem("credentialsId")
                .map(FormValidation::error)
                .or(() -> check.exposure().map(FormValidation::warning))
                .orElseGet(FormValidation::ok);
    }

    @POST
    public FormValidation doCheckCertificateAuthority(
            @QueryParameter String value,
            @QueryParameter String serverUrl,
            @QueryParameter String credentialsId,
            @QueryParameter boolean skipTlsVerification) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster(serverUrl, credentialsId);
        cluster.setCertificateAuthority(value);
        cluster.setSkipTlsVerification(skipTlsVerification);
        return shown(cluster, "certificateAuthority").orElseGet(FormValidation::ok);
    }

    @POST
    public FormValidation doCheckSkipTlsVerification(
            @QueryParameter boolean value, @QueryParameter String serverUrl, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster(serverUrl, credentialsId);
        cluster.setSkipTlsVerification(value);
        return shown(cluster, "skipTlsVerification")
                .orElseGet(() ->
                        value ? FormValidation.warning(Messages.ClusterConfiguration_insecure()) : FormValidation.ok());
    }

    @POST
    public FormValidation doCheckUseJenkinsProxy(
            @QueryParameter boolean value, @QueryParameter String credentialsId, @QueryParameter String context) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster("", credentialsId);
        cluster.setContext(context);
        cluster.setAllowKubeconfigCommands(true);
        cluster.setUseJenkinsProxy(value);
        return shown(cluster, "useJenkinsProxy")
                .orElseGet(() -> value && Jenkins.get().getProxy() == null
                        ? FormValidation.warning(Messages.ClusterConfiguration_noProxy())
                        : FormValidation.ok());
    }

    @POST
    public FormValidation doCheckContext(@QueryParameter String value, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster("", credentialsId);
        cluster.setContext(value);
        return shown(cluster, "context").orElseGet(FormValidation::ok);
    }

    @POST
    public FormValidation doCheckAllowKubeconfigCommands(
            @QueryParameter boolean value, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = cluster("", credentialsId);
        cluster.setAllowKubeconfigCommands(value);
        return shown(cluster, "allowKubeconfigCommands")
                .orElseGet(() ->
                        value ? FormValidation.warning(Messages.ClusterConfiguration_commands()) : FormValidation.ok());
    }

    private static ClusterConfiguration cluster(String serverUrl, String credentialsId) {
        ClusterConfiguration cluster = new ClusterConfiguration("");
        cluster.setServerUrl(serverUrl);
        cluster.setCredentialsId(credentialsId);
        return cluster;
    }

    /** What is wrong with a field. Empty if nothing is. */
    private static Optional<FormValidation> shown(ClusterConfiguration cluster, String field) {
        return AccessCheck.of(cluster.connection()).problem(field).map(FormValidation::error);
    }
}
