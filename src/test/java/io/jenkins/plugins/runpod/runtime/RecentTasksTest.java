package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.google.common.cache.Cache;
import hudson.model.Result;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RecentTasksTest {
    private static EmbeddedCluster cluster;

    @Test
    void masksOfAnEndedTaskAreKeptAndItsBuildIsNot(JenkinsRule jenkins) throws Exception {
        PipelinePods.configure(cluster.url());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("lamplighter")));
        PipelinePods.run(
                jenkins, Result.SUCCESS, "runPod image: 'busybox', command: 'true', secretEnv: [TOKEN: 'token']");
        await().until(() -> RunPodEngine.get().tasks().isEmpty());

        Set<Object> held = heldBy(RunPodEngine.get().recent());

        assertThat(held).extracting(each -> each.getClass().getSimpleName()).contains("Masks", "TaskSecrets");
        assertThat(held).doesNotHaveAnyElementsOfTypes(CredentialSecrets.class, Run.class);
    }

    /** All that the fields of this plugin's classes lead to. */
    private static Set<Object> heldBy(Object root) throws IllegalAccessException {
        Set<Object> held = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(Set.of(root));
        while (!open.isEmpty()) {
            Object next = open.poll();
            if (!held.add(next)) {
                continue;
            } else if (next instanceof Cache<?, ?> cache) {
                open.addAll(cache.asMap().values());
            } else if (next instanceof Map<?, ?> map) {
                open.addAll(map.values());
            } else if (next instanceof Iterable<?> all) {
                all.forEach(open::add);
            } else if (next instanceof Optional<?> value) {
                value.ifPresent(open::add);
            } else if (next.getClass().getName().startsWith("io.jenkins.plugins.runpod.")
                    && !(next instanceof RunPodEngine)) {
                for (Field field : next.getClass().getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        Optional.ofNullable(field.get(next)).ifPresent(open::add);
                    }
                }
            }
        }
        return held;
    }
}
