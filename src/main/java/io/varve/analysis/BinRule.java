package io.varve.analysis;

import io.varve.web.ProblemException;
import io.varve.web.WholeNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bins of a histogram lie: at multiples of their width.
 *
 * @param most how many there may be
 * @param width null for the narrowest of 1, 2 or 5 times a power of ten that needs no more
 */
record BinRule(int most, @Nullable BigDecimal width) {

    private static final int DEFAULT = 20;
    private static final int MOST = 1000;
    private static final List<BigDecimal> NICE =
            List.of(BigDecimal.ONE, BigDecimal.valueOf(2), BigDecimal.valueOf(5), BigDecimal.TEN);

    static BinRule parse(@Nullable String bins, @Nullable String width) {
        if (bins != null && width != null) {
            throw ProblemException.badParameter("bin_width", "bins and bin_width exclude each other");
        }
        return width == null
                ? new BinRule(bins == null ? DEFAULT : number(bins), null)
                : new BinRule(MOST, wide(width));
    }

    private static int number(String text) {
        Integer number = WholeNumber.of(text, 1, MOST);
        if (number == null) {
            throw ProblemException.badParameter("bins", "bins is a number from 1 to " + MOST + ", not '" + text + "'");
        }
        return number;
    }

    private static BigDecimal wide(String text) {
        try {
            BigDecimal width = new BigDecimal(text.strip());
            if (width.signum() > 0 && Math.abs((long) width.precision() - width.scale()) < MOST) {
                return width;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number that is no width.
        }
        throw ProblemException.badParameter("bin_width", "bin_width is a number above 0, not '" + text + "'");
    }

    /** Ascending, from one not above the smallest value to one not below the largest. Of one value alone, twice that. */
    List<Double> bounds(double smallest, double largest) {
        BigDecimal low = BigDecimal.valueOf(smallest);
        BigDecimal high = BigDecimal.valueOf(largest);
        if (width != null) {
            return bounds(low, high, width, 1);
        }
        if (smallest == largest) {
            return List.of(smallest, largest);
        }
        BigDecimal least = high.subtract(low).divide(BigDecimal.valueOf(most), MathContext.DECIMAL64);
        for (int power = least.precision() - least.scale() - 1; true; power++) {
            for (BigDecimal nice : NICE) {
                BigDecimal wide = nice.scaleByPowerOfTen(power);
                if (wide.compareTo(least) >= 0 && count(low, high, wide) <= Math.max(most, 2)) {
                    return bounds(low, high, wide, 0);
                }
            }
        }
    }

    private List<Double> bounds(BigDecimal low, BigDecimal high, BigDecimal wide, int least) {
        long count = Math.max(least, count(low, high, wide));
        if (count > MOST) {
            throw ProblemException.badParameter(
                    "bin_width",
                    "from %s to %s there would be %d bins; accepted is a bin_width that makes %d or less"
                            .formatted(low.doubleValue(), high.doubleValue(), count, MOST));
        }
        BigDecimal first = multiple(low, wide, RoundingMode.FLOOR);
        List<Double> bounds = new ArrayList<>();
        for (long i = 0; i <= count; i++) {
            double bound = first.add(BigDecimal.valueOf(i)).multiply(wide).doubleValue();
            if (bounds.isEmpty() || bounds.get(bounds.size() - 1) < bound) {
                bounds.add(bound);
            }
        }
        // A bound is rounded as all numbers are; no value may be outside for that.
        bounds.set(0, Math.min(bounds.get(0), low.doubleValue()));
        bounds.set(bounds.size() - 1, Math.max(bounds.get(bounds.size() - 1), high.doubleValue()));
        return bounds;
    }

    private static long count(BigDecimal low, BigDecimal high, BigDecimal wide) {
        BigDecimal count = multiple(high, wide, RoundingMode.CEILING).subtract(multiple(low, wide, RoundingMode.FLOOR));
        return count.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static BigDecimal multiple(BigDecimal value, BigDecimal wide, RoundingMode rounding) {
        return value.divide(wide, 0, rounding);
    }
}
