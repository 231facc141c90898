package io.jenkins.plugins.runpod.folder;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.config.FolderLayers;
import io.jenkins.plugins.runpod.config.PodPreset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What a folder says about the pods of its jobs. Each user who may configure the folder can change it. So it is allowed no more
 * than a job itself: the rules of the cluster check the merged pod.
 */
public final class FolderPresets extends AbstractFolderProperty<AbstractFolder<?>> {
    private String yaml;
    private List<PodPreset> presets = new ArrayList<>();

    @DataBoundConstructor
    public FolderPresets() {}

    /** A part of a Pod for all jobs of the folder. */
    @CheckForNull
    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = Util.fixEmpty(yaml);
    }

    public List<PodPreset> getPresets() {
        return Collections.unmodifiableList(presets);
    }

    @DataBoundSetter
    public void setPresets(List<PodPreset> presets) {
        this.presets = new ArrayList<>(Util.fixNull(presets));
    }

    /** A file that was edited by hand may lack the list. */
    private Object readResolve() {
        setPresets(presets);
        return this;
    }

    /** Registers the form. Request threads call it. */
    @Extension(optional = true)
    @Symbol("runPodPresets")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FolderPresets_displayName();
        }

        @POST
        @Restricted(NoExternalUse.class)
        public FormValidation doCheckYaml(@AncestorInPath Item folder, @QueryParameter String value) {
            return PodPreset.check(folder, value);
        }
    }

    /** Finds the properties of the folders of a job. */
    @Extension(optional = true)
    @Restricted(NoExternalUse.class)
    public static final class Layers implements FolderLayers {
        @Override
        public List<OfFolder> of(String job) {
            Deque<OfFolder> found = new ArrayDeque<>();
            try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
                for (String name = job; !name.isEmpty(); name = parent(name)) {
                    if (Jenkins.get().getItemByFullName(name) instanceof AbstractFolder<?> folder) {
                        FolderPresets property = folder.getProperties().get(FolderPresets.class);
                        if (property != null) {
                            found.push(new OfFolder(name, Util.fixNull(property.getYaml()), property.getPresets()));
                        }
                    }
                }
            }
            return List.copyOf(found);
        }

        private static String parent(String name) {
            return name.substring(0, Math.max(name.lastIndexOf('/'), 0));
        }
    }
}
