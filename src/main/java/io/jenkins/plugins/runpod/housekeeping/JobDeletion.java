package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;

/**
 * Collects the pods of a deleted job, because Jenkins does not report the deletion of its builds. Any thread calls it.
 * Returns at once.
 */
@Extension
public final class JobDeletion extends ItemListener {
    @Override
    public void onDeleted(Item item) {
        GarbageCollection.get().collectSoon();
    }
}
