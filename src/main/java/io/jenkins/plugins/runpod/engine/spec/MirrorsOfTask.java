package io.jenkins.plugins.runpod.engine.spec;

import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.Mirrors;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import java.util.Optional;

/** The mirrors of the images of one task, for the machine. */
record MirrorsOfTask(TaskSpecification specification) implements Mirrors {
    @Override
    public Optional<String> of(String image) {
        return specification.mirrors().mirror(image);
    }

    @Override
    public String registry(String image) {
        return ImageReference.of(image).registry();
    }

    @Override
    public boolean gives(String image) {
        return specification.mirrors().isMirrored(image);
    }

    @Override
    public PodVariant with(PodVariant variant, ImageSource source) {
        return specification.worded(variant.with(source));
    }
}
