package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.admission.Reservations.Position;

/** What a task in a queue is told. Pure. */
final class QueueText {
    private QueueText() {}

    /** Which cap holds the task, and its position. The cap of its folder comes first: the others do not help while it is reached. */
    static String of(String cluster, PodCaps caps, Position position) {
        int cap = caps.folder(position.folder());
        boolean ofFolder = cap != PodCaps.NONE && (position.held() >= cap || caps.cluster() == PodCaps.NONE);
        return (ofFolder
                        ? "Folder " + position.folder() + " may run " + pods(cap) + " at once in cluster " + cluster
                        : "Cluster " + cluster + " may run " + pods(caps.cluster()) + " at once")
                + ". This task is number " + position.number() + " of " + position.of() + " in the queue"
                + (ofFolder ? " of the folder." : others(position.others()))
                + " Waiting in the queue uses no budget.";
    }

    private static String pods(int number) {
        return number + (number == 1 ? " pod" : " pods");
    }

    private static String others(int folders) {
        return switch (folders) {
            case 0 -> ".";
            case 1 -> " of its folder. 1 other folder waits as well.";
            default -> " of its folder. " + folders + " other folders wait as well.";
        };
    }
}
