package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.runpod.engine.manifest.Shape.Single;
import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import io.jenkins.plugins.runpod.engine.manifest.Value.Scalar;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads single values as an API server does: it takes no number for a text and no text for a number. Pure. */
final class Singles {
    /** The suffixes that Kubernetes takes. */
    private static final Pattern QUANTITY =
            Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?[0-9]{1,3})?");

    private static final Pattern HIDDEN = Pattern.compile("]\\.value( \\(.*\\))?$");

    private static final int LONGEST = 40;
    /** The conversion of a longer quantity takes the square of its digits. */
    private static final int LONGEST_QUANTITY = 1000;

    private Singles() {}

    /**
     * A value that was read.
     *
     * @param problem the rest of a sentence that begins with the path, or empty
     */
    record Reading(JsonNode json, Optional<String> problem) {}

    static Reading read(Scalar value, Single shape, String path) {
        return switch (shape) {
            case TEXT -> text(value, path);
            case BOOLEAN -> bool(value);
            case INT32 -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case INT_OR_TEXT ->
                value.json().isTextual()
                        ? new Reading(value.json(), Optional.empty())
                        : integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case QUANTITY -> quantity(value);
            case ANY, LEFT_OUT -> new Reading(value.json(), Optional.empty());
        };
    }

    /** With an article. */
    static String words(Single shape) {
        return switch (shape) {
            case TEXT -> "text";
            case BOOLEAN -> "true or false";
            case INT32, INT64 -> "a whole number";
            case INT_OR_TEXT -> "a whole number or a name";
            case QUANTITY -> "a quantity, such as 500m or 2Gi";
            case ANY, LEFT_OUT -> "a value";
        };
    }

    /** What may have been meant by a map or list in the place of a single value. */
    static String advice(Value value) {
        return value instanceof Mapping ? " (put text with a colon and a space, or with braces, in quotes)" : "";
    }

    private static Reading text(Scalar value, String path) {
        if (value.json().isTextual()) {
            return new Reading(value.json(), Optional.empty());
        }
        // the value of a variable may be secret
        boolean hidden = HIDDEN.matcher(path).find();
        return new Reading(
                NullNode.instance,
                Optional.of("must be text, and " + (hidden ? "this" : cut(value.source())) + " without quotes is "
                        + value.kind() + ". "
                        + (hidden ? "Put it in quotes" : "Write \"" + cut(value.source()) + "\"")));
    }

    private static Reading bool(Scalar value) {
        if (value.json().isBoolean()) {
            return new Reading(value.json(), Optional.empty());
        }
        boolean quoted = Scalars.plain(finite(value.source())).isBoolean();
        return refused(
                value, Single.BOOLEAN, quoted ? "Write " + value.source() + " without quotes" : "Write true or false");
    }

    private static Reading integer(Scalar value, long least, long most) {
        Optional<BigDecimal> number =
                value.json().isNumber() ? Optional.of(value.json().decimalValue()) : Optional.empty();
        if (number.isEmpty()) {
            boolean quoted = value.json().isTextual()
                    && Scalars.number(value.source()).filter(Singles::isWhole).isPresent();
            return refused(
                    value,
                    Single.INT64,
                    quoted
                            ? "Write " + cut(value.source()) + " without quotes"
                            : "Write digits only, without quotes or a unit");
        }
        BigDecimal exact = number.get();
        if (!isWhole(exact)) {
            return refused(value, Single.INT64, "Write it without a fraction");
        }
        if (exact.compareTo(BigDecimal.valueOf(least)) < 0 || exact.compareTo(BigDecimal.valueOf(most)) > 0) {
            return refused(value, Single.INT64, "The number must be between " + least + " and " + most);
        }
        long whole = exact.longValueExact();
        boolean small = whole == (int) whole;
        return new Reading(small ? IntNode.valueOf((int) whole) : LongNode.valueOf(whole), Optional.empty());
    }

    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    private static Reading quantity(Scalar value) {
        String text = value.json().isNumber()
                ? Scalars.text(value.json())
                : value.json().isTextual() ? value.json().textValue() : "";
        if (text.length() <= LONGEST_QUANTITY && QUANTITY.matcher(text).matches() && isReadable(text)) {
            return new Reading(TextNode.valueOf(text), Optional.empty());
        }
        return new Reading(
                NullNode.instance,
                Optional.of(
                        "must be a quantity, such as 500m or 2Gi, not \"" + cut(value.source()) + "\"" + unit(text)));
    }

    private static String unit(String text) {
        if (text.matches("[0-9.]+ +[A-Za-z]+")) {
            return ". Write it without a space";
        }
        if (text.matches("[0-9.]+ ?(?i:[kmgtpe])i?(?i:b)?")) {
            String letter = text.replaceAll("[0-9. ]+", "").substring(0, 1).toUpperCase(java.util.Locale.ROOT);
            return ". Write " + text.replaceAll("[^0-9.]", "") + letter + "i";
        }
        return "";
    }

    private static boolean isReadable(String text) {
        try {
            return Quantity.parse(text).getNumericalAmount() != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Reading refused(Scalar value, Single shape, String advice) {
        return new Reading(
                NullNode.instance,
                Optional.of("must be " + words(shape) + ", and "
                        + (value.json().isTextual() ? "\"" + cut(value.source()) + "\"" : cut(value.source())) + " is "
                        + value.kind() + ". " + advice));
    }

    private static String finite(String text) {
        return text.contains(".") ? "." : text;
    }

    private static String cut(String text) {
        String first = text.lines().findFirst().orElse("");
        return first.length() > LONGEST || !first.equals(text)
                ? first.substring(0, Math.min(LONGEST, first.length())) + "…"
                : first;
    }
}
