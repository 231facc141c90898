package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.misc.junit.jupiter.WithJenkinsConfiguredWithCode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@WithJenkinsConfiguredWithCode
class ConfigurationAsCodeTest {
    @Test
    @ConfiguredWithCode("clusters.yaml")
    void clustersAreReadAndExportedAgain(JenkinsConfiguredWithCodeRule jenkins) throws Exception {
        assertThat(RunPodGlobalConfiguration.get().names()).containsExactly("prod", "here");

        String exported =
                Util.toYamlString(Util.getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                        .get("runPod"));

        assertThat(Stream.of(ClusterConfiguration.class.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .map(Field::getName))
                .as("the file has every field")
                .allSatisfy(field -> assertThat(exported).contains(field + ":"));
        assertThat(exported).isEqualTo(Util.toStringFromYamlFile(this, "clusters-exported.yaml"));
    }
}
