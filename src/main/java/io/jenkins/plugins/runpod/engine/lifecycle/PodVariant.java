package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * In what the pod of an attempt differs from the first pod of its task. The pod is derived from the task and this alone. It is saved
 * with the intent of the create, so there are never two different pods of one name. Immutable.
 *
 * @param changed whether the parameters of {@code onRetry} apply
 * @param growths how often its memory was raised
 * @param images from where the images come that have a mirror
 * @param words what differs, for users: {@code memory 4Gi instead of 2Gi}. Empty if nothing does
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record PodVariant(boolean changed, int growths, ImageSource images, String words) {
    /** The first pod of a task. */
    public static final PodVariant FIRST = new PodVariant(false, 0, ImageSource.OWN, "");

    public PodVariant {
        images = images == null ? ImageSource.OWN : images;
        words = words == null ? "" : words;
    }

    /** A short text that tells variants apart, and nothing of which says anything to users. Empty for {@link #FIRST}. */
    @JsonIgnore
    public String key() {
        return (changed ? "changed " : "")
                + (growths > 0 ? "growths=" + growths + " " : "")
                + (images == ImageSource.MIRROR ? "mirror " : "");
    }

    /** The same with other words. */
    public PodVariant saying(String other) {
        return new PodVariant(changed, growths, images, other);
    }

    /** The same, with its images from elsewhere. */
    public PodVariant with(ImageSource source) {
        return new PodVariant(changed, growths, source, words);
    }
}
