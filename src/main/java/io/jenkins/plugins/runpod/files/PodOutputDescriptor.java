package io.jenkins.plugins.runpod.files;

import hudson.model.Descriptor;

/** Registers a {@link PodOutput}. */
public abstract class PodOutputDescriptor extends Descriptor<PodOutput> {}
