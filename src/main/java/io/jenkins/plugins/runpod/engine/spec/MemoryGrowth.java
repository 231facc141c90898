package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the memory of a container grows from one attempt to the next. Pure.
 *
 * @param factor by which it is multiplied, at least 1
 * @param amount that is added, in bytes
 * @param most the largest memory, in bytes
 */
record MemoryGrowth(BigDecimal factor, BigDecimal amount, BigDecimal most) {
    private static final Pattern FACTOR = Pattern.compile("x ?(\\d{1,4}(?:\\.\\d{1,4})?)");
    private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);
    /** A quantity of Kubernetes has no more. */
    private static final BigDecimal UNLIMITED = BigDecimal.valueOf(Long.MAX_VALUE);

    /** The units that a size is written in, the largest first, binary ones before decimal ones. */
    private static final List<Unit> UNITS = List.of(
            new Unit("Gi", 1L << 30),
            new Unit("Mi", 1L << 20),
            new Unit("G", 1_000_000_000),
            new Unit("M", 1_000_000),
            new Unit("Ki", 1L << 10));

    private record Unit(String name, long bytes) {}

    /**
     * Reads it as users write it.
     *
     * @param step {@code x2}, {@code x1.5} or {@code +2Gi}
     * @param most the largest memory. Empty for no limit
     * @return empty if the step is neither a factor above 1 nor an amount above 0
     */
    static Optional<MemoryGrowth> of(String step, Optional<BigDecimal> most) {
        Matcher factor = FACTOR.matcher(step.strip());
        BigDecimal limit = most.orElse(UNLIMITED);
        if (factor.matches()) {
            BigDecimal times = new BigDecimal(factor.group(1));
            return times.compareTo(BigDecimal.ONE) > 0
                    ? Optional.of(new MemoryGrowth(times, BigDecimal.ZERO, limit))
                    : Optional.empty();
        }
        return Optional.of(step.strip())
                .filter(text -> text.startsWith("+"))
                .flatMap(text -> bytes(text.substring(1)))
                .filter(amount -> amount.signum() > 0)
                .map(amount -> new MemoryGrowth(BigDecimal.ONE, amount, limit));
    }

    /**
     * A quantity of bytes, such as {@code 2Gi}. Empty if it is none, or has part of a byte or more bytes than Kubernetes can count: a sum
     * with {@code 1e999999999} has a billion digits.
     */
    static Optional<BigDecimal> bytes(String quantity) {
        try {
            BigDecimal amount = Quantity.parse(quantity.strip()).getNumericalAmount();
            boolean size = amount.compareTo(BigDecimal.ONE) >= 0 && amount.compareTo(UNLIMITED) <= 0;
            return size ? Optional.of(amount) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The memory after it has grown so often. What is above the largest memory stays as it is. */
    Quantity grown(Quantity memory, int times) {
        BigDecimal before = memory.getNumericalAmount();
        BigDecimal bytes =
                before.signum() > 0 ? before.max(BigDecimal.ONE) : before; // 1e-999999999 has a billion digits
        for (int i = 0; i < times && bytes.compareTo(most) < 0; i++) {
            bytes = rounded(bytes.multiply(factor).add(amount)).min(most);
        }
        return bytes.equals(before) ? memory : new Quantity(written(bytes));
    }

    private static BigDecimal rounded(BigDecimal bytes) {
        boolean even = UNITS.stream().anyMatch(unit -> isMultiple(bytes, unit));
        return even ? bytes : bytes.divide(MIB, 0, RoundingMode.CEILING).multiply(MIB);
    }

    private static String written(BigDecimal bytes) {
        return UNITS.stream()
                .filter(unit -> isMultiple(bytes, unit))
                .findFirst()
                .map(unit -> bytes.divideToIntegralValue(BigDecimal.valueOf(unit.bytes()))
                                .toBigInteger()
                        + unit.name())
                .orElseGet(() -> bytes.toBigInteger().toString());
    }

    private static boolean isMultiple(BigDecimal bytes, Unit unit) {
        return bytes.remainder(BigDecimal.valueOf(unit.bytes())).signum() == 0;
    }
}
