package io.jenkins.plugins.runpod.engine.log;

import java.time.Instant;
import java.util.Optional;

/** The log of one container of one pod. */
public interface LogSource {
    /**
     * Requests the log with time stamps. Returns at once. I/O or pool threads call the receiver, never concurrently.
     *
     * @param sinceTime only lines from this time on, which the server cuts to whole seconds
     * @param follow whether the stream stays open while the container runs
     */
    LogStream open(Optional<Instant> sinceTime, boolean follow, LogReceiver receiver);
}
