package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.client.Config;
import java.util.function.Supplier;

/**
 * How to reach a cluster. {@link #get} reads files and may run a credential plugin, so it can block for a moment; it is called again
 * when the server refuses the credential. It throws {@link IllegalArgumentException} with everything that is wrong. The text form
 * of none of them shows a secret.
 */
public sealed interface ClusterAccess extends Supplier<Config> permits Kubeconfig, InCluster, ServerAddress {}
