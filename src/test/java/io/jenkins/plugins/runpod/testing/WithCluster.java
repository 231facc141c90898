package io.jenkins.plugins.runpod.testing;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class an {@link EmbeddedCluster} and closes it afterwards: one for all tests in a static field, one for each test in
 * an instance field, one for a test alone as a parameter of it.
 *
 * <p>Fields have their cluster before methods with {@code @BeforeAll} and {@code @BeforeEach} run, and still in those with {@code
 * @AfterEach} and {@code @AfterAll}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface WithCluster {}
