package io.jenkins.plugins.runpod.engine.archive;

import java.util.List;

/**
 * What was unpacked.
 *
 * @param files files, folders and links
 * @param bytes the content of all files
 * @param leftOut a sentence for each entry that was left out: links that lead out, devices, pipes. Their number is bounded
 */
public record Unpacked(int files, long bytes, List<String> leftOut) {}
