package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.client.Config;
import java.util.function.Supplier;

/**
 * The address and the credentials of a cluster. {@link #get} reads files and may run a credential plugin, so it can
 * block. It is called again when the server refuses the credential. It throws an {@link IllegalArgumentException} that
 * names every problem. The text form of an access shows no secret.
 */
public sealed interface ClusterAccess extends Supplier<Config> permits Kubeconfig, InCluster, ServerAddress {}
