package io.jenkins.plugins.runpod.engine.kube.client;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What the engine relies on in a Kubernetes API, held against the embedded cluster always and against a real one when
 * {@code RUN_POD_KUBECONFIG} names its kubeconfig. Where they differ, the embedded cluster is wrong.
 * {@code RUN_POD_THROTTLED_KUBECONFIG} is one of a user whom the server makes wait, in a namespace {@code run-pod}.
 */
class ApiContractTest {
    @Nested
    class EmbeddedObjects extends ObjectContract {
        EmbeddedObjects() {
            super(ContractCluster.embedded());
        }
    }

    @Nested
    class EmbeddedWatches extends WatchContract {
        EmbeddedWatches() {
            super(ContractCluster.embedded());
        }
    }

    @Nested
    class EmbeddedPods extends PodContract {
        EmbeddedPods() {
            super(ContractCluster.embedded());
        }
    }

    @Nested
    class EmbeddedLogs extends LogContract {
        EmbeddedLogs() {
            super(ContractCluster.embedded());
        }
    }

    @Nested
    class EmbeddedExecs extends ExecContract {
        EmbeddedExecs() {
            super(ContractCluster.embedded());
        }
    }

    @Nested
    class EmbeddedLeases extends LeaseContract {
        EmbeddedLeases() {
            super(ContractCluster.embedded());
        }
    }

    @Nested
    class EmbeddedThrottle extends ThrottleContract {
        EmbeddedThrottle() {
            super(ContractCluster.embeddedAndBusy());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.KUBECONFIG, matches = ".+")
    class RealObjects extends ObjectContract {
        RealObjects() {
            super(ContractCluster.real());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.KUBECONFIG, matches = ".+")
    class RealWatches extends WatchContract {
        RealWatches() {
            super(ContractCluster.real());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.KUBECONFIG, matches = ".+")
    class RealPods extends PodContract {
        RealPods() {
            super(ContractCluster.real());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.KUBECONFIG, matches = ".+")
    class RealLogs extends LogContract {
        RealLogs() {
            super(ContractCluster.real());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.KUBECONFIG, matches = ".+")
    class RealExecs extends ExecContract {
        RealExecs() {
            super(ContractCluster.real());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.KUBECONFIG, matches = ".+")
    class RealLeases extends LeaseContract {
        RealLeases() {
            super(ContractCluster.real());
        }
    }

    @Nested
    @EnabledIfEnvironmentVariable(named = ContractCluster.THROTTLED, matches = ".+")
    class RealThrottle extends ThrottleContract {
        RealThrottle() {
            super(ContractCluster.real(ContractCluster.THROTTLED));
        }
    }
}
