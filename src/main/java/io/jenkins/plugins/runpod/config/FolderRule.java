package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.engine.spec.AllowedNames;
import io.jenkins.plugins.runpod.engine.spec.PodRules;
import io.jenkins.plugins.runpod.engine.spec.PodSecurity;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A folder whose jobs may use a cluster, with the namespaces and service accounts of their pods. */
public final class FolderRule implements Describable<FolderRule> {
    private final String folder;
    private String namespaces;
    private String serviceAccounts;
    private int maxPods;

    /** @param folder the full name of a folder or job, or empty for all jobs. Slashes alone name no folder. */
    @DataBoundConstructor
    public FolderRule(String folder) {
        String given = Util.fixNull(folder).strip();
        String name = given.replaceAll("^/+|/+$", "");
        this.folder = name.isEmpty() ? given : name;
    }

    public String getFolder() {
        return folder;
    }

    /** Namespaces, separated by commas or blanks. Null for all. Commas alone allow none. */
    @CheckForNull
    public String getNamespaces() {
        return namespaces;
    }

    @DataBoundSetter
    public void setNamespaces(String namespaces) {
        this.namespaces = Util.fixEmptyAndTrim(namespaces);
    }

    /** Service accounts, separated by commas or blanks. Null for all. Commas alone allow none. */
    @CheckForNull
    public String getServiceAccounts() {
        return serviceAccounts;
    }

    @DataBoundSetter
    public void setServiceAccounts(String serviceAccounts) {
        this.serviceAccounts = Util.fixEmptyAndTrim(serviceAccounts);
    }

    /** The most pods of these jobs at the same time, or 0 for no limit. */
    public int getMaxPods() {
        return maxPods;
    }

    @DataBoundSetter
    public void setMaxPods(int maxPods) {
        this.maxPods = maxPods;
    }

    /**
     * The name of the folder that a job of this rule counts to: that of the rule. If the rule is for all jobs, the topmost folder of
     * the job.
     *
     * @param job its full name
     */
    String share(String job) {
        return folder.isEmpty() ? job.replaceFirst("/.*", "") : folder;
    }

    /** Whether the rule matches the job with this full name. */
    @Restricted(NoExternalUse.class)
    public boolean covers(String job) {
        return folder.isEmpty() || job.equals(folder) || job.startsWith(folder + "/");
    }

    PodRules rules(PodSecurity security, boolean serviceAccountTokens) {
        return new PodRules(
                security,
                AllowedNames.of(Util.fixNull(namespaces)),
                AllowedNames.of(Util.fixNull(serviceAccounts)),
                serviceAccountTokens);
    }

    /** The form of a rule. Request threads call it. */
    @Extension
    @Symbol("runPodFolder")
    public static final class DescriptorImpl extends Descriptor<FolderRule> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FolderRule_displayName();
        }

        /** A folder that does not exist yet may be created later. */
        @POST
        public FormValidation doCheckFolder(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String folder = new FolderRule(value).getFolder();
            if (folder.isEmpty()) {
                return FormValidation.ok(Messages.FolderRule_everywhere());
            }
            if (folder.startsWith("/")) {
                return FormValidation.error(Messages.FolderRule_notANameOf(folder));
            }
            return Jenkins.get().getItemByFullName(folder) == null
                    ? FormValidation.warning(Messages.FolderRule_noFolder(folder))
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckNamespaces(@QueryParameter String value) {
            return check(value, KubeNames::isDnsLabel);
        }

        @POST
        public FormValidation doCheckServiceAccounts(@QueryParameter String value) {
            return check(value, KubeNames::isSubdomain);
        }

        private static FormValidation check(String names, Predicate<String> right) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            List<String> listed = AllowedNames.of(names).listed().orElse(List.of());
            if (listed.isEmpty() && !names.isBlank()) {
                return FormValidation.warning(Messages.FolderRule_allowsNone());
            }
            String wrong = listed.stream().filter(right.negate()).collect(Collectors.joining(", "));
            return wrong.isEmpty() ? FormValidation.ok() : FormValidation.error(Messages.FolderRule_notANameOf(wrong));
        }
    }
}
