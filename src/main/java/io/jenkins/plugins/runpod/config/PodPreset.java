package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A part of a Pod that jobs choose by its name. A cluster or a folder has it. */
public final class PodPreset implements Describable<PodPreset> {
    private final String name;
    private String description;
    private String cluster;
    private String yaml;

    @DataBoundConstructor
    public PodPreset(String name) {
        this.name = Util.fixNull(name).strip();
    }

    public String getName() {
        return name;
    }

    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    /** The cluster that the preset is for, or null for all. */
    @CheckForNull
    public String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    @CheckForNull
    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = Util.fixEmpty(yaml);
    }

    boolean isFor(ClusterConfiguration used) {
        return cluster == null || cluster.equals(used.getName());
    }

    /** The values of some presets that cannot be used, one sentence each. */
    static List<String> problems(List<PodPreset> presets) {
        List<String> problems = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (PodPreset preset : presets) {
            if (preset.name.isEmpty()) {
                problems.add("presets: one has no name");
            } else if (!seen.add(List.of(preset.name, Util.fixNull(preset.cluster)))) {
                problems.add("presets: several have the name " + preset.name);
            }
            if (Util.fixEmptyAndTrim(preset.yaml) == null) {
                problems.add("presets: " + preset.name + " has no yaml");
            } else {
                PodLayer.problems(preset.yaml)
                        .forEach(problem -> problems.add("presets: " + preset.name + ": " + problem));
            }
        }
        return problems;
    }

    /**
     * What is wrong with a part of a Pod, while a user types it.
     *
     * @param folder the folder of the form. Null for a form of the whole Jenkins
     */
    @Restricted(NoExternalUse.class)
    public static FormValidation check(@CheckForNull Item folder, String yaml) {
        return !LayerCheck.isAllowed(folder) || yaml.isBlank()
                ? FormValidation.ok()
                : LayerCheck.of(PodLayer.problems(yaml));
    }

    /** The form of a preset. Request threads call it. */
    @Extension
    @Symbol("runPodPreset")
    public static final class DescriptorImpl extends Descriptor<PodPreset> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.PodPreset_displayName();
        }

        @POST
        @Restricted(NoExternalUse.class)
        public FormValidation doCheckName(@AncestorInPath Item folder, @QueryParameter String value) {
            return LayerCheck.isAllowed(folder) ? FormValidation.validateRequired(value) : FormValidation.ok();
        }

        @POST
        @Restricted(NoExternalUse.class)
        public FormValidation doCheckYaml(@AncestorInPath Item folder, @QueryParameter String value) {
            return value.isBlank() ? doCheckName(folder, value) : check(folder, value);
        }
    }
}
