package io.jenkins.plugins.runpod.files;

import hudson.model.Descriptor;

/** Registers a {@link PodInput}. */
public abstract class PodInputDescriptor extends Descriptor<PodInput> {
    /** Of the class that this one is nested in. */
    protected PodInputDescriptor() {}

    /** Of any class. */
    protected PodInputDescriptor(Class<? extends PodInput> type) {
        super(type);
    }
}
