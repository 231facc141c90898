package io.jenkins.plugins.runpod.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class WithClusterTest {
    private static final List<EmbeddedCluster> USED = new ArrayList<>();

    private static void use(EmbeddedCluster cluster) {
        cluster.store().list(Resource.PODS, "", pod -> true);
        assertThat(answers(cluster)).isTrue();
        USED.add(cluster);
    }

    private static boolean answers(EmbeddedCluster cluster) {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(cluster.url()).getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @WithCluster
    static class OneForAll {
        static EmbeddedCluster cluster;

        @BeforeAll
        static void begin() {
            use(cluster);
        }

        @Test
        void one() {
            use(cluster);
        }

        @Test
        void other(EmbeddedCluster same) {
            use(same);
        }

        @AfterAll
        static void end() {
            use(cluster);
        }
    }

    @WithCluster
    static class OneForEach {
        private EmbeddedCluster cluster;

        @BeforeEach
        void begin() {
            use(cluster);
        }

        @Test
        void one() {
            use(cluster);
        }

        @Test
        void other(EmbeddedCluster same) {
            use(same);
        }

        @AfterEach
        void end() {
            use(cluster);
        }
    }

    @WithCluster
    static class OneForOne {
        @Test
        void one(EmbeddedCluster cluster) {
            use(cluster);
        }

        @Test
        void none() {}
    }

    private static Set<EmbeddedCluster> usedBy(Class<?> tests) {
        USED.clear();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestExecutionListeners(summary)
                        .build())
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(tests))
                        .build());
        assertThat(summary.getSummary().getFailures()).isEmpty();
        assertThat(USED).noneMatch(WithClusterTest::answers);
        return new LinkedHashSet<>(USED);
    }

    @Test
    void aStaticFieldHasOneClusterForAllTests() {
        assertThat(usedBy(OneForAll.class)).hasSize(1);
    }

    @Test
    void anInstanceFieldHasOneClusterForEachTest() {
        assertThat(usedBy(OneForEach.class)).hasSize(2);
    }

    @Test
    void aParameterHasOneClusterForItsTest() {
        assertThat(usedBy(OneForOne.class)).hasSize(1);
    }
}
