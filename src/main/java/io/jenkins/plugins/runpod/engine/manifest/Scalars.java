package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a scalar without quotes means to kubectl. That is YAML 1.1 with the exceptions of its parser: dates and numbers to the base
 * of 60 are text. Pure.
 *
 * @see <a href="https://github.com/kubernetes-sigs/yaml/blob/v1.6.0/goyaml.v2/resolve.go">resolve.go of sigs.k8s.io/yaml</a>
 */
final class Scalars {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([Tt ].*)?");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)");
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    /** No number that fits has more digits, and the conversion of a longer one takes the square of them. */
    private static final int MOST_DIGITS = 64;

    private Scalars() {}

    /**
     * The value of a scalar without quotes.
     *
     * @throws IllegalArgumentException for an infinite number or none, which JSON does not have
     */
    static JsonNode plain(String text) {
        if (NULL.contains(text)) {
            return NullNode.instance;
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return BooleanNode.valueOf(TRUE.contains(text));
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new IllegalArgumentException(text + " is no number that JSON has");
        }
        return number(text).<JsonNode>map(DecimalNode::valueOf).orElseGet(() -> TextNode.valueOf(text));
    }

    /** Empty for what is no number. */
    static Optional<BigDecimal> number(String text) {
        if (text.isEmpty()
                || "+-.0123456789".indexOf(text.charAt(0)) < 0
                || DATE.matcher(text).matches()) {
            return Optional.empty();
        }
        String digits = text.charAt(0) == '.' ? text : text.replace("_", "");
        Optional<BigInteger> integer = integer(digits);
        if (integer.isPresent()) {
            return integer.map(BigDecimal::new);
        }
        if (!FLOAT.matcher(digits).matches()) {
            return Optional.empty();
        }
        double value = Double.parseDouble(digits);
        return Double.isInfinite(value) ? Optional.empty() : Optional.of(new BigDecimal(Double.toString(value)));
    }

    private static Optional<BigInteger> integer(String digits) {
        var form = INTEGER.matcher(digits);
        if (!form.matches()) {
            return Optional.empty();
        }
        String unsigned = form.group(2);
        int base = 10;
        int start = 0;
        if (unsigned.length() > 1 && unsigned.charAt(0) == '0') {
            char mark = Character.toLowerCase(unsigned.charAt(1));
            base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
            start = Character.isDigit(mark) ? 1 : 2;
        }
        while (start < unsigned.length() - 1 && unsigned.charAt(start) == '0') {
            start++;
        }
        if (unsigned.length() - start > MOST_DIGITS) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(unsigned.substring(start), base);
        BigInteger signed = form.group(1).equals("-") ? value.negate() : value;
        boolean fits = signed.compareTo(SMALLEST) >= 0 && signed.compareTo(GREATEST) <= 0;
        return fits ? Optional.of(signed) : Optional.empty();
    }

    /** A number as JSON has it. */
    static String text(JsonNode number) {
        BigDecimal value = number.decimalValue().stripTrailingZeros();
        return value.precision() - value.scale() <= 21 ? value.toPlainString() : value.toString();
    }
}
