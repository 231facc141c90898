package io.jenkins.plugins.runpod.engine.kube;

/**
 * How a command ended, as the server says it.
 *
 * <p>It proves nothing about the bytes. The server reports an exit code even if it threw away output that was still on its
 * way. A command may also end before it has read all of its input. So sender and receiver compare length and checksum.
 *
 * @param exitCode the exit code of the command
 * @param stderr the end of what it wrote to standard error
 * @param sent how many bytes of its input were given to the connection
 * @param received how many bytes of its output were received
 * @see <a href="https://github.com/kubernetes/kubernetes/issues/124571">kubectl exec truncates stdout without reporting error</a>
 */
public record ExecResult(int exitCode, String stderr, long sent, long received) {}
