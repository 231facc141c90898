package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.PodSecurity;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a cluster: its checks during input, and <em>Test connection</em>. Request threads call it. */
@Restricted(NoExternalUse.class)
public abstract class ClusterConfigurationForm extends ClusterAccessForm {
    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.ClusterConfiguration_displayName();
    }

    @POST
    public FormValidation doCheckName(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FormValidation.validateRequired(value);
    }

    @POST
    public ListBoxModel doFillPodSecurityItems() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ListBoxModel items = new ListBoxModel();
        items.add(Messages.ClusterConfiguration_baseline(), PodSecurity.BASELINE.id());
        items.add(Messages.ClusterConfiguration_restricted(), PodSecurity.RESTRICTED.id());
        items.add(Messages.ClusterConfiguration_privileged(), PodSecurity.PRIVILEGED.id());
        return items;
    }

    @POST
    public FormValidation doCheckPodSecurity(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.equals(PodSecurity.PRIVILEGED.id())
                ? FormValidation.warning(Messages.ClusterConfiguration_hostAccess())
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckNamespace(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank() || KubeNames.isDnsLabel(value.strip())
                ? FormValidation.ok()
                : FormValidation.error(Messages.FolderRule_notANameOf(value));
    }

    @POST
    public FormValidation doCheckYaml(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return PodPreset.check(null, value);
    }

    @POST
    public FormValidation doCheckEnforced(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank() ? FormValidation.ok() : LayerCheck.of(PodLayer.problemsOfEnforced(value));
    }

    @POST
    public FormValidation doCheckMaxPods(@QueryParameter String value) {
        return checkNumber(value);
    }

    @POST
    public FormValidation doCheckRequestsPerSecond(@QueryParameter String value) {
        return checkNumber(value);
    }

    @POST
    public FormValidation doCheckMostFiles(@QueryParameter String value) {
        return checkNumber(value);
    }

    @POST
    public FormValidation doCheckTransfersAtOnce(@QueryParameter String value) {
        return checkNumber(value);
    }

    @POST
    public FormValidation doCheckMostFileBytes(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank()
                ? FormValidation.ok()
                : ClusterValues.sizeProblem(value).map(FormValidation::error).orElseGet(FormValidation::ok);
    }

    @POST
    public FormValidation doCheckImageMirrors(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        List<String> problems = ImageMirrors.problems(ClusterValues.lines(value));
        return problems.isEmpty() ? FormValidation.ok() : FormValidation.error(String.join("; ", problems));
    }

    private static FormValidation checkNumber(String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value.isBlank() ? FormValidation.ok() : FormValidation.validateNonNegativeInteger(value.strip());
    }

    @POST
    public FormValidation doCheckQueueTimeout(@QueryParameter String value) {
        return checkDuration(value);
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
    public FormValidation doCheckGraceTimeout(@QueryParameter String value) {
        return checkDuration(value);
    }

    @POST
    public FormValidation doCheckTransferTimeout(@QueryParameter String value) {
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
            @QueryParameter boolean allowKubeconfigCommands,
            @QueryParameter String namespace) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterConfiguration cluster = new ClusterConfiguration(name);
        cluster.setServerUrl(serverUrl);
        cluster.setCertificateAuthority(certificateAuthority);
        cluster.setSkipTlsVerification(skipTlsVerification);
        cluster.setUseJenkinsProxy(useJenkinsProxy);
        cluster.setCredentialsId(credentialsId);
        cluster.setContext(context);
        cluster.setAllowKubeconfigCommands(allowKubeconfigCommands);
        cluster.setNamespace(namespace);
        return new ConnectionTest(cluster.connection(), cluster.defaultNamespace()).run();
    }
}
