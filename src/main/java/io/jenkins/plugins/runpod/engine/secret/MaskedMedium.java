package io.jenkins.plugins.runpod.engine.secret;

import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.IOException;

/**
 * A medium that no secret of a task gets to. Takes whole lines, and breaks very long ones. What is appended is masked at once and in
 * full, so that lengths and positions are those of the medium behind it. Masks keep the number of lines.
 */
final class MaskedMedium implements OutputMedium {
    private static final int LONGEST_LINE = 1 << 20;

    private final OutputMedium medium;
    private final TaskSecrets secrets;
    private final String ownMark;
    private final MaskedLines lines;

    MaskedMedium(OutputMedium medium, TaskSecrets secrets, String ownMark) {
        this.medium = medium;
        this.secrets = secrets;
        this.ownMark = ownMark;
        this.lines = new MaskedLines(longestLine());
    }

    @Override
    public long length() throws IOException {
        return medium.length();
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        byte[] masked = secrets.mask(text, offset, count, ownMark, lines);
        try {
            medium.append(masked, 0, masked.length);
            lines.written();
        } catch (IOException e) {
            lines.forget();
            throw e;
        }
    }

    @Override
    public boolean isReadable() {
        return medium.isReadable();
    }

    @Override
    public boolean cutBack(long length) throws IOException {
        lines.forget();
        return medium.cutBack(length);
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        return medium.newlinesAfter(length);
    }

    @Override
    public int longestLine() {
        return Math.min(LONGEST_LINE, medium.longestLine());
    }
}
