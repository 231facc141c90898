package io.jenkins.plugins.runpod.engine.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers the commands of scripts as a test says, and notes them. It has no other requests. */
final class ScriptedKube {
    /** How an exec ends. */
    record End(int code, byte[] stdout, String stderr, KubeFailure failure, boolean never) {
        static End answer(String stdout) {
            return data((stdout + "\n").getBytes(UTF_8));
        }

        static End data(byte[] stdout) {
            return new End(0, stdout, "", null, false);
        }

        static End exit(int code, String stdout) {
            return new End(code, stdout.getBytes(UTF_8), "words", null, false);
        }

        static End failure(int status, String reason, String message) {
            return new End(
                    0,
                    new byte[0],
                    "",
                    new KubeFailure(status, reason, message, Optional.empty(), KubeFailure.Effect.UNKNOWN),
                    false);
        }

        /** It writes something and does not end. */
        static End works(String stdout) {
            return new End(0, stdout.getBytes(UTF_8), "", null, true);
        }

        static End silence() {
            return new End(0, new byte[0], "", null, true);
        }
    }

    final List<List<String>> commands = new ArrayList<>();
    final List<Exec> cancelled = new ArrayList<>();
    private final Map<String, Supplier<End>> ends = new HashMap<>();

    /** What becomes of a command from now on. */
    void on(String command, Supplier<End> end) {
        ends.put(command, end);
    }

    void on(String command, End end) {
        on(command, () -> end);
    }

    /** How often a command came. */
    long count(String command) {
        return commands.stream().filter(words -> words.get(0).equals(command)).count();
    }

    Kube kube() {
        return (Kube) Proxy.newProxyInstance(
                Kube.class.getClassLoader(), new Class<?>[] {Kube.class}, (self, method, arguments) -> {
                    if (!method.getName().equals("exec")) {
                        throw new IllegalStateException("not expected: " + method);
                    }
                    return exec((ExecRequest) arguments[0], (ExecOutput) arguments[2]);
                });
    }

    private Exec exec(ExecRequest request, ExecOutput output) {
        List<String> words = request.command().subList(4, request.command().size());
        commands.add(words);
        End end = ends.getOrDefault(words.get(0), () -> End.exit(87, "")).get();
        CompletableFuture<ExecResult> result = new CompletableFuture<>();
        Runnable finish = () -> {
            if (end.failure() != null) {
                result.completeExceptionally(end.failure());
            } else if (!end.never()) {
                result.complete(new ExecResult(end.code(), end.stderr(), 0, end.stdout().length));
            }
        };
        if (end.stdout().length > 0) {
            output.received(ByteBuffer.wrap(end.stdout()), finish);
        } else {
            finish.run();
        }
        return new Exec() {
            @Override
            public CompletableFuture<ExecResult> result() {
                return result;
            }

            @Override
            public void cancel() {
                cancelled.add(this);
                result.completeExceptionally(
                        new KubeFailure(0, "", "cancelled", Optional.empty(), KubeFailure.Effect.UNKNOWN));
            }
        };
    }
}
