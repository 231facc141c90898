package io.jenkins.plugins.runpod.engine.transfer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jenkins.plugins.runpod.engine.archive.AntPatterns;
import io.jenkins.plugins.runpod.engine.archive.FileSelection;

/**
 * Files of the working directory that are taken after the result container has ended.
 *
 * @param name what users read in messages about them: {@code junit '**\/TEST-*.xml'}
 * @param includes Ant patterns, separated by commas. Without a pattern, everything
 * @param excludes Ant patterns of what is left out, or empty
 * @param allowEmpty whether the task may succeed without such a file
 */
public record OutputFiles(String name, String includes, String excludes, boolean allowEmpty) {

    /**
     * Reads the patterns.
     *
     * @throws IllegalArgumentException with one sentence that names the pattern
     */
    @JsonIgnore
    public FileSelection selection() {
        return new FileSelection(AntPatterns.parse(includes), AntPatterns.parse(excludes), false);
    }
}
