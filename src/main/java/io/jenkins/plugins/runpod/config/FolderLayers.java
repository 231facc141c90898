package io.jenkins.plugins.runpod.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.List;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** What folders say about the pods of their jobs. The plugin for folders can be absent. */
@Restricted(NoExternalUse.class)
public interface FolderLayers extends ExtensionPoint {
    /**
     * What the folders of a job say, the outermost first. Whether the user may see the folders does not matter.
     *
     * @param job the full name of a job, or of a folder, which counts as one of its own folders
     */
    List<OfFolder> of(String job);

    /** The same from all implementations. */
    static List<OfFolder> all(String job) {
        return ExtensionList.lookup(FolderLayers.class).stream()
                .flatMap(each -> each.of(job).stream())
                .toList();
    }

    /**
     * What one folder says.
     *
     * @param folder its full name
     * @param yaml a part of a Pod for all of its jobs, or empty
     */
    record OfFolder(String folder, String yaml, List<PodPreset> presets) {
        public OfFolder {
            presets = List.copyOf(presets);
        }

        Stream<NamedPreset> presets(ClusterConfiguration cluster) {
            return presets.stream()
                    .filter(preset -> preset.isFor(cluster))
                    .map(preset -> new NamedPreset(preset, "folder " + folder));
        }
    }

    /** A preset and what has it: {@code cluster prod}, {@code folder team-a}. */
    record NamedPreset(PodPreset preset, String owner) {
        /** What the log and the preview call it. */
        public String origin() {
            return "preset " + preset.getName() + " of " + owner;
        }
    }
}
