package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the machine asks of the shell. The shell saves the state first and then carries commands out in order. Of
 * {@link Admit}, {@link Create}, {@link Look}, {@link ReadEvents}, {@link Delete} and those about a Secret at most one is under way at
 * a time.
 */
public sealed interface Command {

    /** Ask whether the pod may be created now, for a task that has wanted to since a moment. */
    record Admit(Instant arrived) implements Command {}

    /** Create the pod of this attempt. */
    record Create(int attempt, String podName) implements Command {}

    /** Read the pod; {@code full}: also its events and the first byte of its log. */
    record Look(String podName, boolean full) implements Command {}

    /** Read the events about the pod with this UID, and nothing else. */
    record ReadEvents(String uid) implements Command {}

    /** Delete the pod with this UID and, if given, only in the state of this resource version. */
    record Delete(String podName, String uid, Optional<String> resourceVersion, Optional<Duration> grace)
            implements Command {}

    /** Make the Secret of this attempt, or find that an earlier create of ours has made it. */
    record MakeSecret(int attempt, String podName) implements Command {}

    /** Make the pod the owner of the Secret with this UID. */
    record GiveSecret(String podName, String uid, String podUid) implements Command {}

    /** Delete the Secret of this attempt; {@code uid}: only that one, else whichever carries our labels. */
    record DeleteSecret(int attempt, String podName, Optional<String> uid) implements Command {}

    /** Begin to follow the log of the result container. */
    record FollowLog(String podName, String uid) implements Command {}

    /** The container has ended or the pod is gone: read what is left, then report the log as drained. */
    record EndLog(boolean gone) implements Command {}

    /** Tell the user. */
    record Say(String line) implements Command {}

    /** Come back at this moment if nothing else happens before. Replaces an earlier wish. */
    record Wake(Instant at) implements Command {}

    /** Deliver the result. */
    record Finish(TaskResult result) implements Command {}

    /** Nothing is left to do; the task can be forgotten. */
    record Settle() implements Command {}
}
