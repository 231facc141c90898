package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What becomes of a request. Called by one pool thread at a time; must not block. */
interface Receiver {
    /** It was sent over a connection whose death is noticed, however long the answer is silent. Not told of others. */
    default void watched() {}

    /** The head of the answer. */
    void answered(int status, Optional<String> retryAfter);

    /** The next part of the answer's body. No more comes until {@code next} was run. */
    void received(List<ByteBuffer> part, Runnable next);

    /** It is over: in order, or with the reason why not. Once, and the last call. */
    void ended(Optional<KubeFailure> failure);
}
