package io.jenkins.plugins.runpod.engine.archive;

import java.util.List;

/**
 * An archive that was written.
 *
 * @param length the bytes of the archive
 * @param files files, folders and links in it
 * @param bytes the content of all files in it
 * @param replaced how often a later input brought a path that an earlier one had
 * @param leftOut a sentence for each file that was left out: links that lead out, sockets. Their number is bounded
 */
public record PackedArchive(long length, int files, long bytes, int replaced, List<String> leftOut) {}
