package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import io.jenkins.plugins.runpod.history.HistoryBounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The configured clusters, and how much history of ended tasks is kept. Reading takes no lock. Each change replaces the list. */
@Extension
@Symbol("runPod")
public final class RunPodGlobalConfiguration extends GlobalConfiguration {
    private volatile List<ClusterConfiguration> clusters = new ArrayList<>();
    private volatile int historyDays = HistoryBounds.STANDARD_DAYS;
    private volatile int historyMegabytes = HistoryBounds.STANDARD_MEGABYTES;

    public RunPodGlobalConfiguration() {
        load();
    }

    /** The configuration of this controller. */
    public static RunPodGlobalConfiguration get() {
        return ExtensionList.lookupSingleton(RunPodGlobalConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.RunPodGlobalConfiguration_displayName();
    }

    public List<ClusterConfiguration> getClusters() {
        return List.copyOf(clusters);
    }

    /** @throws IllegalArgumentException if two clusters have the same name, or one has no name or an unusable value */
    @DataBoundSetter
    public void setClusters(List<ClusterConfiguration> clusters) {
        List<ClusterConfiguration> changed = new ArrayList<>(Util.fixNull(clusters));
        Set<String> names = new HashSet<>();
        for (ClusterConfiguration cluster : changed) {
            if (cluster.getName().isEmpty()) {
                throw new IllegalArgumentException(Messages.RunPodGlobalConfiguration_noName());
            }
            if (!names.add(cluster.getName())) {
                throw new IllegalArgumentException(Messages.RunPodGlobalConfiguration_sameName(cluster.getName()));
            }
        }
        String unusable = changed.stream()
                .filter(cluster -> !cluster.problems().isEmpty())
                .map(cluster -> Messages.RunPodGlobalConfiguration_unusable(
                        cluster.getName(), String.join("; ", cluster.problems())))
                .collect(Collectors.joining(". "));
        if (!unusable.isEmpty()) {
            throw new IllegalArgumentException(unusable);
        }
        this.clusters = changed;
        save();
    }

    /** How many days the history of ended tasks is kept. 0 keeps none. */
    public int getHistoryDays() {
        return historyDays;
    }

    /** @throws IllegalArgumentException if it is negative */
    @DataBoundSetter
    public void setHistoryDays(int historyDays) {
        this.historyDays = atLeast(0, historyDays, "historyDays");
        save();
    }

    /** The most that the history takes on disk, in megabytes. */
    public int getHistoryMegabytes() {
        return historyMegabytes;
    }

    /** @throws IllegalArgumentException if it is less than 1 */
    @DataBoundSetter
    public void setHistoryMegabytes(int historyMegabytes) {
        this.historyMegabytes = atLeast(1, historyMegabytes, "historyMegabytes");
        save();
    }

    /** How much history is kept. What was edited in the file and cannot be used is replaced by the default. */
    public HistoryBounds historyBounds() {
        return HistoryBounds.of(
                historyDays < 0 ? HistoryBounds.STANDARD_DAYS : historyDays,
                historyMegabytes < 1 ? HistoryBounds.STANDARD_MEGABYTES : historyMegabytes);
    }

    private static int atLeast(int least, int value, String field) {
        if (value < least) {
            throw new IllegalArgumentException(Messages.RunPodGlobalConfiguration_notANumber(field, least));
        }
        return value;
    }

    /** All names, in the configured order. */
    public List<String> names() {
        return clusters.stream().map(ClusterConfiguration::getName).toList();
    }

    /** The cluster with this name. For an empty name, the only cluster. */
    public Optional<ClusterConfiguration> find(Optional<String> name) {
        List<ClusterConfiguration> present = clusters;
        if (name.isEmpty()) {
            return present.size() == 1 ? Optional.of(present.get(0)) : Optional.empty();
        }
        return present.stream()
                .filter(cluster -> cluster.getName().equals(name.get()))
                .findFirst();
    }

    /** The clusters that a job with this full name may use. */
    public List<ClusterConfiguration> usableBy(String job) {
        return clusters.stream()
                .filter(cluster -> cluster.rules(job).isPresent())
                .toList();
    }

    /** The cluster that a job with this full name means. For an empty name, the only cluster that it may use. */
    public Optional<ClusterConfiguration> usable(String job, Optional<String> name) {
        List<ClusterConfiguration> usable = usableBy(job);
        return name.isEmpty()
                ? Optional.of(usable).filter(all -> all.size() == 1).map(all -> all.get(0))
                : usable.stream()
                        .filter(cluster -> cluster.getName().equals(name.get()))
                        .findFirst();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        List<ClusterConfiguration> submitted = form.has("clusters")
                ? request.bindJSONToList(ClusterConfiguration.class, form.get("clusters"))
                : List.of();
        int days = number(form, "historyDays", 0, historyDays);
        int megabytes = number(form, "historyMegabytes", 1, historyMegabytes);
        try {
            setClusters(submitted);
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), "clusters");
        }
        setHistoryDays(days);
        setHistoryMegabytes(megabytes);
        return true;
    }

    /** @param present the value if the form has none, as one that a script sends */
    private static int number(JSONObject form, String field, int least, int present) throws FormException {
        try {
            return form.has(field)
                    ? atLeast(least, Integer.parseInt(form.getString(field).strip()), field)
                    : present;
        } catch (IllegalArgumentException e) {
            throw new FormException(Messages.RunPodGlobalConfiguration_notANumber(field, least), field);
        }
    }
}
