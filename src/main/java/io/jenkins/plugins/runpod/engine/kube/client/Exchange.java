package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Cancellation;

/** One request over one transport, and its answer. Can be ended at any moment. Its receiver then hears nothing more. */
interface Exchange extends Cancellation {
    /** Sends the request. To be called once. */
    void start();

    /** Ends it because its answer is late, so that its connection may be dead. */
    default void late() {
        cancel();
    }

    /** What kind of exchange a request needs. */
    interface Kind {
        /** An exchange that has not started. */
        Exchange over(Transport transport, ApiRequest request, Receiver receiver);
    }
}
