package io.jenkins.plugins.runpod.engine.admission;

import java.util.function.ToIntFunction;

/**
 * The most pods at once: of a cluster, and of the tasks of each folder in it. Immutable.
 *
 * @param cluster the cap of the cluster, or {@link #NONE}
 * @param anyFolder whether some folder may have a cap
 * @param folders from the name of a folder to its cap or {@link #NONE}
 */
public record PodCaps(int cluster, boolean anyFolder, ToIntFunction<String> folders) {
    /** In place of a cap where there is none. */
    public static final int NONE = Integer.MAX_VALUE;

    /** A cluster whose folders have no caps. */
    public static PodCaps ofCluster(int cap) {
        return new PodCaps(cap, false, folder -> NONE);
    }

    /** Whether pods are limited at all. */
    boolean any() {
        return cluster != NONE || anyFolder;
    }

    /** The cap of a folder. The folder of a task is unknown if the name is empty, and then has none. */
    int folder(String folder) {
        return folder.isEmpty() ? NONE : folders.applyAsInt(folder);
    }

    /** Nothing is given where a cap exists. */
    PodCaps closed() {
        return new PodCaps(closed(cluster), anyFolder, folder -> closed(folders.applyAsInt(folder)));
    }

    private static int closed(int cap) {
        return cap == NONE ? NONE : 0;
    }
}
