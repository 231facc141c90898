package io.jenkins.plugins.runpod.files;

import hudson.model.Descriptor;

/** Registers a {@link PodInput}. */
public abstract class PodInputDescriptor extends Descriptor<PodInput> {}
