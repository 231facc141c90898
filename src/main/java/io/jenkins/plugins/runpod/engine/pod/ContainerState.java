package io.jenkins.plugins.runpod.engine.pod;

import java.time.Instant;
import java.util.Optional;

/** The state of a container as the kubelet reports it. */
public sealed interface ContainerState {
    /** No status at all yet. */
    record Absent() implements ContainerState {}

    /** {@code state.waiting}; texts may be empty. */
    record Waiting(String reason, String message) implements ContainerState {}

    /** {@code state.running}. */
    record Running(Optional<Instant> startedAt) implements ContainerState {}

    /** {@code state.terminated}; texts may be empty. */
    record Terminated(
            int exitCode, String reason, String message, Optional<Instant> startedAt, Optional<Instant> finishedAt)
            implements ContainerState {

        /**
         * Whether the process was started at all. A failed start carries the epoch as its start time; Docker puts the
         * time of creation there, so its reason counts as well.
         */
        public boolean began() {
            if (failedToStart()) {
                return false;
            }
            return lost() ? startTimeIsReal() || message.contains("used to be Running") : true;
        }

        /** Whether this is a start that failed, by bad command or mount for instance. */
        public boolean failedToStart() {
            return reason.equals("StartError")
                    || reason.equals("ContainerCannotRun")
                    || (exitCode >= 126 && exitCode <= 128 && startedAt.isPresent() && !startTimeIsReal());
        }

        /** Whether the kubelet made this up for a container it could no longer find: its end was not seen. */
        public boolean lost() {
            return reason.equals("ContainerStatusUnknown") || (reason.equals("Unknown") && exitCode == 255);
        }

        private boolean startTimeIsReal() {
            return startedAt.isPresent() && startedAt.get().getEpochSecond() > 0;
        }
    }
}
