package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExecPingsTest {
    private final HandTimer timer = new HandTimer();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final ExecPings pings = new ExecPings(timer, Runnable::run, silent::get, broken -> {});

    private final WebSocket socket = (WebSocket) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {WebSocket.class}, (self, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("sendPing");
                sent.incrementAndGet();
                return CompletableFuture.completedFuture(self);
            });

    /** A ping to a server that has closed the connection would lose what was not yet read. */
    @Test
    void serverThatSaysSomethingGetsNone() {
        pings.start(socket);
        timer.timePasses();
        timer.timePasses();
        assertThat(sent).hasValue(0);
        silent.set(true);
        timer.timePasses();
        assertThat(sent).hasValue(1);
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        silent.set(true);
        pings.start(socket);
        pings.stop();
        timer.timePasses();
        assertThat(sent).hasValue(0);
    }
}
