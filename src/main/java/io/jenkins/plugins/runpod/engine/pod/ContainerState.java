package io.jenkins.plugins.runpod.engine.pod;

import java.time.Instant;
import java.util.Optional;

/** The state of a container as the kubelet reports it. */
public sealed interface ContainerState {
    /** The container has no status yet. */
    record Absent() implements ContainerState {}

    /** {@code state.waiting}. Texts may be empty. */
    record Waiting(String reason, String message) implements ContainerState {}

    /** {@code state.running}. */
    record Running(Optional<Instant> startedAt) implements ContainerState {}

    /** {@code state.terminated}. Texts may be empty. */
    record Terminated(
            int exitCode, String reason, String message, Optional<Instant> startedAt, Optional<Instant> finishedAt)
            implements ContainerState {

        /**
         * Whether the process was started. A failed start has the epoch as its start time. Docker sets the time of
         * creation there, so the reason counts as well.
         */
        public boolean began() {
            if (failedToStart()) {
                return false;
            }
            return lost() ? startTimeIsReal() || message.contains("used to be Running") : true;
        }

        /** Whether the start failed, for example because of a bad command or mount. */
        public boolean failedToStart() {
            return reason.equals("StartError")
                    || reason.equals("ContainerCannotRun")
                    || (exitCode >= 126 && exitCode <= 128 && startedAt.isPresent() && !startTimeIsReal());
        }

        /**
         * Whether the kubelet invented this state for a container that it no longer found. The end of that container
         * was not seen.
         */
        public boolean lost() {
            return reason.equals("ContainerStatusUnknown") || (reason.equals("Unknown") && exitCode == 255);
        }

        private boolean startTimeIsReal() {
            return startedAt.isPresent() && startedAt.get().getEpochSecond() > 0;
        }
    }
}
