package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One exec over a WebSocket. The connection's thread passes input on, and waits while the program does not read, so that not
 * even a ping is answered. A client that leaves does not kill the program: its input ends, and its output goes nowhere.
 */
final class FakeExecSession {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;
    static final int RESIZE = 4;

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final FakeWebSocket socket;
    private final FakeExecProtocol protocol;
    private final FakeExecOptions options;
    private final FakeExecDisturbance disturbance;

    FakeExecSession(
            FakeWebSocket socket, FakeExecProtocol protocol, FakeExecOptions options, FakeExecDisturbance disturbance) {
        this.socket = socket;
        this.protocol = protocol;
        this.options = options;
        this.disturbance = disturbance;
    }

    /** An empty message says that the connection is there. */
    void begin() throws IOException {
        send(options.stdout() ? STDOUT : options.stderr() && !options.tty() ? STDERR : ERROR, new byte[0]);
    }

    /** Ends with a status, and returns when the client has gone. */
    void refuse(ObjectNode status) {
        end(status);
        thread(socket::leave);
        ignore();
    }

    /** Says nothing any more, and returns when the client has gone. */
    void ignore() {
        while (socket.receive().isPresent()) {
            // nobody reads this
        }
        socket.close();
    }

    /** Passes on what the program and the client say, and returns when the client has gone. */
    void serve(Process process) {
        Thread stdout = thread(() -> pass(STDOUT, process.getInputStream()));
        Thread stderr = thread(() -> pass(STDERR, process.getErrorStream()));
        thread(() -> finish(process, stdout, stderr));
        feed(process.getOutputStream());
        socket.close();
    }

    private void finish(Process process, Thread stdout, Thread stderr) {
        try {
            int code = process.waitFor();
            stdout.join();
            stderr.join();
            end(FakeExecStatus.ofExit(code, options, protocol));
            socket.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(ObjectNode status) {
        byte[] text = protocol.status(status);
        try {
            if (text.length > 0 && !disturbance.losesStatus()) {
                send(ERROR, text);
            }
        } catch (IOException e) {
            // There is nobody to tell.
        }
        socket.close();
    }

    private void pass(int channel, InputStream output) {
        byte[] buffer = new byte[disturbance.piece()];
        boolean heard = true;
        try (output) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                heard = heard && pass(channel, Arrays.copyOf(buffer, disturbance.pass(n)));
                if (!heard && !protocol.isTranslated()) {
                    return; // the program's next write fails
                }
            }
        } catch (IOException e) {
            // The program was killed: there is no more output.
        }
    }

    private boolean pass(int channel, byte[] bytes) {
        try {
            if (bytes.length > 0) {
                send(channel, bytes);
            }
            if (disturbance.endsOutput()) {
                breakOff();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void breakOff() {
        if (disturbance.endsClean()) {
            socket.close();
        } else {
            socket.cut();
        }
    }

    private void feed(OutputStream stdin) {
        Optional<OutputStream> open = Optional.of(stdin).filter(stream -> options.stdin());
        for (Optional<byte[]> frame = socket.receive(); frame.isPresent(); frame = socket.receive()) {
            Optional<FakeExecProtocol.Message> message = protocol.decode(frame.get());
            if (message.isEmpty()) {
                break;
            }
            if (message.get().channel() == STDIN && open.isPresent()) {
                open = message.get().close()
                        ? close(stdin)
                        : write(stdin, message.get().data());
                if (disturbance.endsInput()) {
                    socket.cut();
                    break;
                }
            }
        }
        close(stdin);
    }

    private Optional<OutputStream> write(OutputStream stdin, byte[] data) {
        try {
            disturbance.pause(data.length);
            stdin.write(data, 0, disturbance.take(data.length));
            stdin.flush();
            return Optional.of(stdin);
        } catch (IOException e) {
            return close(stdin); // the program does not read any more
        }
    }

    private static Optional<OutputStream> close(OutputStream stdin) {
        try {
            stdin.close();
        } catch (IOException e) {
            // It is closed, one way or the other.
        }
        return Optional.empty();
    }

    private void send(int channel, byte[] data) throws IOException {
        socket.send(protocol.opcode(), protocol.encode(channel, data));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "embedded-cluster-exec-" + THREADS.incrementAndGet(), 128 * 1024);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
