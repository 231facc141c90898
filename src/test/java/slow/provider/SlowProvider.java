package slow.provider;

import java.util.concurrent.CountDownLatch;

/** The code of somebody else, in a package of its own. It answers when a test wants it to. */
public final class SlowProvider {
    private SlowProvider() {}

    /** Waits for the second latch. */
    public static String read(CountDownLatch called, CountDownLatch answers) {
        called.countDown();
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }
}
