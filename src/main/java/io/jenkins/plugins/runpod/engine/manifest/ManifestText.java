package io.jenkins.plugins.runpod.engine.manifest;

import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/**
 * Writes a manifest as YAML. Text that a parser of YAML 1.1 or 1.2 may take for something else stands in quotes: {@code "on"},
 * {@code "1.10"}, {@code "1:20"}, {@code "2024-01-01"}. Stateless.
 *
 * @see <a href="https://yaml.org/type/">the types of YAML 1.1</a>
 */
public final class ManifestText {
    private static final DumpSettings BLOCKS =
            DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();

    /** What may be a number or a date in some version of YAML: all of it begins with a digit, a sign or a dot. */
    private static final Pattern NUMERIC =
            Pattern.compile("[-+.]?[0-9][-+0-9a-fA-FxXoO_.:eE]*([Tt ].*)?|[-+]?\\.(?i:inf|nan)");

    private ManifestText() {}

    /** The YAML of maps, lists and single values. */
    public static String of(Map<?, ?> manifest) {
        return new Dump(BLOCKS, new Quoting(BLOCKS)).dumpToString(manifest);
    }

    /** Whether the text is text for every parser, as far as its type goes. Other signs are the emitter's concern. */
    private static boolean isText(String text) {
        return !NUMERIC.matcher(text).matches()
                && !text.equals("=")
                && !text.equals("<<")
                && !text.matches("\\.(?i:inf|nan)")
                && Scalars.plain(text).isTextual();
    }

    private static final class Quoting extends StandardRepresenter {
        Quoting(DumpSettings settings) {
            super(settings);
        }

        @Override
        protected Node representScalar(Tag tag, String value, ScalarStyle style) {
            boolean quotes = tag.equals(Tag.STR)
                    && (style == ScalarStyle.PLAIN
                            ? !isText(value)
                            : !value.stripLeading().equals(value));
            return super.representScalar(tag, value, quotes ? ScalarStyle.DOUBLE_QUOTED : style);
        }
    }
}
