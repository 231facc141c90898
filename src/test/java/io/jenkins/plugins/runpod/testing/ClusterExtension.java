package io.jenkins.plugins.runpod.testing;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Does what {@link WithCluster} says. JUnit makes one for each class; a cluster is kept in the context of what it is for. */
final class ClusterExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(ClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        fill(context, true, null);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        fill(context, false, context.getRequiredTestInstance());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedCluster.class;
    }

    @Override
    public EmbeddedCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return clusterOf(context);
    }

    private static void fill(ExtensionContext context, boolean ofAll, Object instance) throws IllegalAccessException {
        for (Field field : fields(context, ofAll)) {
            field.setAccessible(true);
            field.set(instance, clusterOf(context));
        }
    }

    private static List<Field> fields(ExtensionContext context, boolean ofAll) {
        return ReflectionSupport.findFields(
                context.getRequiredTestClass(),
                field -> field.getType() == EmbeddedCluster.class && Modifier.isStatic(field.getModifiers()) == ofAll,
                HierarchyTraversalMode.TOP_DOWN);
    }

    /** The one of the context or of one around it; a new one if there is none yet. */
    private static EmbeddedCluster clusterOf(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(OURS);
        EmbeddedCluster cluster = store.get(EmbeddedCluster.class, EmbeddedCluster.class);
        if (cluster == null) {
            cluster = EmbeddedCluster.start();
            store.put(EmbeddedCluster.class, cluster);
        }
        return cluster;
    }

    /** Closes the context's own, not one of a context around it, which is used on. */
    private static void close(ExtensionContext context) {
        EmbeddedCluster around = context.getParent()
                .map(parent -> parent.getStore(OURS).get(EmbeddedCluster.class, EmbeddedCluster.class))
                .orElse(null);
        EmbeddedCluster mine = context.getStore(OURS).get(EmbeddedCluster.class, EmbeddedCluster.class);
        if (mine != null && mine != around) {
            mine.close();
        }
    }
}
