package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;

/**
 * The archive of the outputs in the pod.
 *
 * @param files the files and symbolic links in it. A file that matches two patterns counts once
 * @param length of the archive, in bytes
 * @param counts the matches of each pattern, in their order
 */
public record Collected(int files, long length, Sha256 sha256, List<Integer> counts) {
    public Collected {
        counts = List.copyOf(counts);
    }
}
