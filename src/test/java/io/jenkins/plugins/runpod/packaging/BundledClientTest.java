package io.jenkins.plugins.runpod.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.PluginManager;
import io.jenkins.plugins.runpod.packaging.other.OtherPlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** What the plugin bundles is for the plugin itself. Only a Jenkins with real class loaders can show that. */
class BundledClientTest {
    private static final String JDK = "io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory";
    private static final String OKHTTP = "io.fabric8.kubernetes.client.okhttp.OkHttpClientImpl";

    @RegisterExtension
    private final RealJenkinsExtension real = new RealJenkinsExtension()
            .addSyntheticPlugin(new RealJenkinsExtension.SyntheticPlugin(OtherPlugin.class.getPackage())
                    .shortName("other")
                    .header("Plugin-Dependencies", "kubernetes-client-api:0"));

    @Test
    void clientThatThePluginBundlesIsForThePluginAlone() throws Throwable {
        real.startJenkins();
        real.runRemotely(
                BundledClientTest::pluginHasItsTransport,
                BundledClientTest::pluginOffersNoServices,
                BundledClientTest::otherPluginHasItsOwnTransport);
    }

    private static void pluginHasItsTransport(JenkinsRule jenkins) throws Throwable {
        ClassLoader plugin = jenkins.jenkins.pluginManager.getPlugin("run-pod").classLoader;
        assertThat(Class.forName(JDK, false, plugin).getClassLoader()).isSameAs(plugin);
    }

    /** Threads that see all plugins see such files of all plugins. */
    private static void pluginOffersNoServices(JenkinsRule jenkins) throws Throwable {
        ClassLoader plugin = jenkins.jenkins.pluginManager.getPlugin("run-pod").classLoader;
        for (URL part : ((URLClassLoader) plugin).getURLs()) {
            Path path = Path.of(part.toURI());
            if (Files.isDirectory(path)) {
                assertThat(services(path)).as(part.toString()).isEmpty();
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(path)) {
                    assertThat(services(jar.getPath("/"))).as(part.toString()).isEmpty();
                }
            }
        }
    }

    /** The folder {@code annotations} there is the index that Jenkins makes of the plugin. */
    private static List<String> services(Path root) throws IOException {
        Path folder = root.resolve("META-INF/services");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    private static void otherPluginHasItsOwnTransport(JenkinsRule jenkins) throws Throwable {
        PluginManager plugins = jenkins.jenkins.pluginManager;
        ClassLoader other = plugins.getPlugin("other").classLoader;
        for (ClassLoader context : new ClassLoader[] {plugins.uberClassLoader, other}) {
            assertThat(transport(other, context)).isEqualTo(OKHTTP);
        }
    }

    @SuppressWarnings("unchecked") // the class of another class loader
    private static String transport(ClassLoader plugin, ClassLoader context) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return ((Callable<String>) plugin.loadClass(OtherPlugin.class.getName())
                            .getDeclaredConstructor()
                            .newInstance())
                    .call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
