package io.varve.bench;

/** Shapes of values, each a function of series and tick, so that every run sees the same. */
enum Signal {
    /** A slow swing with noise on it, two decimals: what sensors send. */
    GAUGE {
        @Override
        double value(int series, long tick) {
            return Math.round(100 * (20 + series % 50 + 5 * Math.sin(tick / 360.0 + series) + random(series, tick)))
                    / 100.0;
        }
    },
    CONSTANT {
        @Override
        double value(int series, long tick) {
            return 20 + series % 50;
        }
    },
    /** Grows by the same amount every tick. */
    COUNTER {
        @Override
        double value(int series, long tick) {
            return 1000.0 * series + 7.0 * tick;
        }
    },
    /** All 53 bits are random. */
    NOISE {
        @Override
        double value(int series, long tick) {
            return random(series, tick);
        }
    };

    abstract double value(int series, long tick);

    /** In [0, 1), by SplitMix64's finaliser. */
    private static double random(int series, long tick) {
        long z = series * 0x9E3779B97F4A7C15L + tick * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }
}
