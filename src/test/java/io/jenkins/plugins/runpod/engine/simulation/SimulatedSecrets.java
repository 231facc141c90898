package io.jenkins.plugins.runpod.engine.simulation;

import io.fabric8.kubernetes.api.model.Secret;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.SecretSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The Secrets of the simulated cluster, and the collector that removes those whose owner is gone. */
final class SimulatedSecrets implements KubeSecrets {
    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final Dice dice;
    private final boolean patchForbidden;
    private final Map<String, SimulatedSecret> present = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private int uids;

    private static final class SimulatedSecret {
        final String name;
        final String uid;
        final Map<String, String> labels;
        String owner;

        SimulatedSecret(String name, String uid, Map<String, String> labels) {
            this.name = name;
            this.uid = uid;
            this.labels = labels;
        }
    }

    SimulatedSecrets(SimulatedCluster cluster, SimulatedTime time, Dice dice) {
        this.cluster = cluster;
        this.time = time;
        this.dice = dice;
        this.patchForbidden = dice.chance(0.03);
    }

    @Override
    public CompletionStage<String> create(Secret secret) {
        String name = secret.getMetadata().getName();
        cluster.mustBeIntended(name);
        return cluster.change(() -> {
            if (present.containsKey(name)) {
                throw new SimulatedCluster.Refused(409, "AlreadyExists");
            }
            names.add(name);
            String uid = "secret-" + ++uids;
            present.put(
                    name, new SimulatedSecret(name, uid, secret.getMetadata().getLabels()));
            return uid;
        });
    }

    @Override
    public CompletionStage<String> takeOver(Secret secret) {
        return patch(secret.getMetadata().getName(), Optional.empty(), found -> {
            if (!found.labels.equals(secret.getMetadata().getLabels())) {
                throw new SimulatedCluster.Refused(422, "Invalid");
            }
            found.owner = null;
        });
    }

    @Override
    public CompletionStage<String> find(String namespace, String name, Map<String, String> labels) {
        return patch(name, Optional.empty(), found -> {
            if (!found.labels.equals(labels)) {
                throw new SimulatedCluster.Refused(422, "Invalid");
            }
        });
    }

    @Override
    public CompletionStage<Void> give(String namespace, String name, String uid, String podName, String podUid) {
        return patch(name, Optional.of(uid), found -> {
                    found.owner = podUid;
                    collectSoon(podUid);
                })
                .thenApply(same -> null);
    }

    private CompletionStage<String> patch(String name, Optional<String> uid, Consumer<SimulatedSecret> change) {
        return cluster.change(() -> {
            if (patchForbidden) {
                throw new SimulatedCluster.Refused(403, "Forbidden");
            }
            SimulatedSecret found = present.get(name);
            if (found == null) {
                throw new SimulatedCluster.Refused(404, "NotFound");
            }
            if (uid.filter(wanted -> !wanted.equals(found.uid)).isPresent()) {
                throw new SimulatedCluster.Refused(422, "Invalid");
            }
            change.accept(found);
            return found.uid;
        });
    }

    @Override
    public CompletionStage<Void> delete(String namespace, String name, String uid) {
        return cluster.change(() -> {
            SimulatedSecret found = present.get(name);
            if (found == null) {
                throw new SimulatedCluster.Refused(404, "NotFound");
            }
            if (!found.uid.equals(uid)) {
                throw new SimulatedCluster.Refused(409, "Conflict");
            }
            present.remove(name);
            return null;
        });
    }

    @Override
    public CompletionStage<List<SecretSnapshot>> list(String namespace, String selector) {
        throw new UnsupportedOperationException("tasks never list");
    }

    /** Whether there ever was one of that name. */
    boolean wasMade(String name) {
        return names.contains(name);
    }

    /** Kubernetes' collector: what belongs to something that is gone, goes. */
    void collectSoon(String ownerUid) {
        time.after(dice.duration(Duration.ofSeconds(20)), () -> {
            if (cluster.isGone(ownerUid)) {
                present.values().removeIf(secret -> ownerUid.equals(secret.owner));
            }
        });
    }

    /** Names of those that will not go with a pod. What may not be patched cannot be found again after a lost answer. */
    List<String> left() {
        return present.values().stream()
                .filter(secret -> secret.owner == null && !patchForbidden)
                .map(secret -> secret.name)
                .toList();
    }
}
