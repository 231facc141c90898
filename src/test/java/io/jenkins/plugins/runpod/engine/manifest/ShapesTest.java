package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.manifest.Shape.ListOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.MapOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.ObjectOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.Single;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapesTest {
    private static final Map<String, ObjectOf> TYPES = new HashMap<>();

    static {
        collect(Shapes.pod());
    }

    private static void collect(Shape shape) {
        if (shape instanceof ListOf list) {
            collect(list.item());
        } else if (shape instanceof MapOf map) {
            collect(map.value());
        } else if (shape instanceof ObjectOf fields && TYPES.put(fields.type(), fields) == null) {
            fields.fields().values().forEach(ShapesTest::collect);
        }
    }

    @Test
    void theShapesAreThoseOfKubernetes() {
        Map<String, Shape> container = TYPES.get("Container").fields();
        assertThat(container)
                .containsEntry("image", Single.TEXT)
                .containsEntry("tty", Single.BOOLEAN)
                .containsEntry("args", new ListOf(Single.TEXT));
        assertThat(TYPES.get("ResourceRequirements").fields()).containsEntry("limits", new MapOf(Single.QUANTITY));
        assertThat(TYPES.get("HTTPGetAction").fields()).containsEntry("port", Single.INT_OR_TEXT);
        assertThat(TYPES.get("PodSpec").fields()).containsEntry("terminationGracePeriodSeconds", Single.INT64);
        assertThat(TYPES.get("ContainerPort").fields()).containsEntry("containerPort", Single.INT32);
    }

    /** An entry whose field the classes have by now can go, so that its values are checked. */
    @Test
    void newFieldsAreMissingInTheClassesOfTheClient() {
        TYPES.forEach(
                (type, fields) -> assertThat(NewFields.of(type)).as(type).noneMatch(fields.fields()::containsKey));
        assertThat(TYPES).containsKeys("PodSpec", "Container", "EnvVarSource", "VolumeProjection", "KeyToPath");
    }
}
