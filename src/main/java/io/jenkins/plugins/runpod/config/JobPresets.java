package io.jenkins.plugins.runpod.config;

import hudson.Util;
import io.jenkins.plugins.runpod.config.FolderLayers.NamedPreset;
import io.jenkins.plugins.runpod.config.FolderLayers.OfFolder;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import io.jenkins.plugins.runpod.engine.spec.PodLayers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What a cluster and the folders of a job say about its pods on this cluster. A preset of a nearer folder hides one of the same name
 * further up, and that of the cluster. Immutable.
 */
@Restricted(NoExternalUse.class)
public final class JobPresets {
    private final ClusterConfiguration cluster;
    private final List<OfFolder> folders;
    private final Map<String, NamedPreset> presets = new LinkedHashMap<>();

    /** @param job the full name of the job, or of a folder */
    public JobPresets(ClusterConfiguration cluster, String job) {
        this.cluster = cluster;
        this.folders = FolderLayers.all(job);
        for (int i = folders.size() - 1; i >= 0; i--) {
            add(folders.get(i).presets(cluster));
        }
        add(cluster.getPresets().stream()
                .filter(preset -> preset.isFor(cluster))
                .map(preset -> new NamedPreset(preset, name())));
    }

    /** In one place a preset for this cluster hides one for all clusters. */
    private void add(Stream<NamedPreset> more) {
        more.sorted(Comparator.comparing(each -> each.preset().getCluster() == null))
                .forEach(each -> presets.putIfAbsent(each.preset().getName(), each));
    }

    private String name() {
        return "cluster " + cluster.getName();
    }

    /** The presets that the job can name, the nearest first. */
    public List<NamedPreset> presets() {
        return List.copyOf(presets.values());
    }

    /** What lies below the pod of each task, the lowest first. */
    public List<PodLayer> standard() {
        List<PodLayer> layers = new ArrayList<>();
        add(layers, name(), cluster.getYaml());
        folders.forEach(folder -> add(layers, "folder " + folder.folder(), folder.yaml()));
        return layers;
    }

    /** What no task can override. */
    public Optional<PodLayer> enforced() {
        List<PodLayer> layers = new ArrayList<>();
        add(layers, "enforced by " + name(), cluster.getEnforced());
        return layers.stream().findFirst();
    }

    private static void add(List<PodLayer> layers, String origin, String yaml) {
        if (Util.fixEmptyAndTrim(yaml) != null) {
            layers.add(new PodLayer(origin, yaml, false));
        }
    }

    /**
     * The layers of a task.
     *
     * @param preset the name of the preset that the task names
     * @param problems gets a sentence if the job has no such preset. It names only those that the job may use
     */
    public PodLayers layers(Optional<String> preset, List<String> problems) {
        List<PodLayer> below = standard();
        preset.ifPresent(name -> Optional.ofNullable(presets.get(name))
                .ifPresentOrElse(
                        found -> below.add(new PodLayer(
                                found.origin(), Util.fixNull(found.preset().getYaml()), true)),
                        () -> problems.add("preset: this job may use no preset named " + name + " on " + name()
                                + (presets.isEmpty() ? "" : ", only " + String.join(", ", presets.keySet())))));
        return new PodLayers(below, enforced());
    }
}
