package io.jenkins.plugins.runpod.history;

/** Finds a percentile of numbers without sorting all of them. Stateless. */
final class Percentile {
    private Percentile() {}

    /**
     * The smallest of the numbers that at least so many in a hundred do not exceed. Changes their order.
     *
     * @param count how many of them there are, at least one
     */
    static long of(long[] numbers, int count, int percent) {
        int wanted = (int) (((long) count * percent + 99) / 100) - 1;
        int low = 0;
        int high = count - 1;
        while (low < high) {
            long pivot = middle(numbers[low], numbers[(low + high) >>> 1], numbers[high]);
            int left = low;
            int right = high;
            while (left <= right) {
                while (numbers[left] < pivot) {
                    left++;
                }
                while (numbers[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    long swapped = numbers[left];
                    numbers[left++] = numbers[right];
                    numbers[right--] = swapped;
                }
            }
            if (wanted <= right) {
                high = right;
            } else if (wanted >= left) {
                low = left;
            } else {
                break;
            }
        }
        return numbers[wanted];
    }

    private static long middle(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
