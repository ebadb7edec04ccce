package io.quorumseal.benchmarks.cluster;

/**
 * What is measured at a time.
 *
 * @param state how long the nodes have been running: {@link #WARM} or {@link #COLD}
 * @param size bytes of a value
 * @param clients how many write at the same time
 */
record Cell(String state, int size, int clients) {
    static final String WARM = "warm";
    static final String COLD = "cold";
}
