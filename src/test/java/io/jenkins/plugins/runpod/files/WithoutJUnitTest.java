package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The classes of inputs and outputs in a Jenkins without the junit plugin. */
class WithoutJUnitTest {
    private final URLClassLoader withoutJUnit =
            new URLClassLoader(
                    new URL[] {
                        PodOutput.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    getClass().getClassLoader()) {
                @Override
                protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                    if (name.startsWith("hudson.tasks.junit.") || name.startsWith("hudson.tasks.test.")) {
                        throw new ClassNotFoundException(name);
                    }
                    if (!name.startsWith(PodOutput.class.getPackageName())) {
                        return super.loadClass(name, resolve);
                    }
                    Class<?> own = findLoadedClass(name);
                    return own == null ? findClass(name) : own;
                }
            };

    @AfterEach
    void close() throws Exception {
        withoutJUnit.close();
    }

    private Object descriptor(Class<?> type) throws Exception {
        return withoutJUnit
                .loadClass(type.getName() + "$DescriptorImpl")
                .getConstructor()
                .newInstance();
    }

    @Test
    void onlyTestReportsAreNotRegistered() throws Exception {
        assertThat(descriptor(StashInput.class)).isNotNull();
        assertThat(descriptor(WorkspaceInput.class)).isNotNull();
        assertThat(descriptor(ArtifactsOutput.class)).isNotNull();
        assertThat(descriptor(StashOutput.class)).isNotNull();
        assertThat(descriptor(WorkspaceOutput.class)).isNotNull();
        assertThatThrownBy(() -> descriptor(JUnitOutput.class))
                .isInstanceOf(InvocationTargetException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
}
