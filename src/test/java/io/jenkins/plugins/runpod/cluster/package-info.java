/**
 * The embedded cluster: behaves like a kube-apiserver and one node, in memory, for tests, demos and trying things out.
 *
 * <p>From the bottom up: {@link io.jenkins.plugins.runpod.cluster.ClusterStore} keeps the objects and their history and
 * knows the rules of the API; {@link io.jenkins.plugins.runpod.cluster.ScriptedNode} schedules and runs the pods in it;
 * {@link io.jenkins.plugins.runpod.cluster.FakeApiServer} serves it over HTTP;
 * {@link io.jenkins.plugins.runpod.cluster.EmbeddedCluster} is all of them started together.
 */
package io.jenkins.plugins.runpod.cluster;
