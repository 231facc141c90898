package io.jenkins.plugins.runpod.engine.transfer;

/**
 * The archive of the outputs in the pod.
 *
 * @param files the files and symbolic links in it. A file that matches two patterns counts once
 * @param length of the archive, in bytes
 */
public record Collected(int files, long length) {}
