package io.jenkins.plugins.runpod.bench;

/**
 * {@code Main ours|poll|watch --option value ...} follows pods in one way until {@code quit} is read from standard input.
 * {@code Main transports --option value ...} follows logs alone. {@code Main transfers --option value ...} moves files and prints figures.
 */
public final class Main {
    private Main() {}

    /** The program. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        if (args[0].equals("transfers")) {
            new Transfers(options).run();
            System.exit(0);
        }
        try (Driver driver = new Driver(options.path("out"))) {
            switch (args[0]) {
                case "ours" -> new Ours(options, driver).run();
                case "poll" -> new Polling(options, driver).run();
                case "transports" -> new Transports(options, driver).run();
                case "watch" -> new WatchEach(options, driver).run();
                default -> throw new IllegalArgumentException("no way called " + args[0]);
            }
        }
        System.exit(0);
    }
}
