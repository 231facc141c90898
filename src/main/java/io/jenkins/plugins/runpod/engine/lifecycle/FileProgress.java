package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How far the files of one attempt are. Part of the saved state. Absent values are null inside this package only.
 *
 * @param delivered whether the inputs are in the pod
 * @param undeliverable why the inputs cannot be delivered, or null
 * @param taken the outputs, if all of them have arrived whole, or null
 * @param lost why the outputs are lost, or null
 * @param handedOver whether each output has got its files
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileProgress(
        boolean delivered, TransferProblem undeliverable, TakenFiles taken, TransferProblem lost, boolean handedOver) {

    /**
     * The outputs of an attempt, as they lie on the controller.
     *
     * @param files how many there are
     * @param bytes the length of their archive
     * @param sha256 of their archive, in hexadecimal digits
     */
    public record TakenFiles(long files, long bytes, String sha256) {}

    static FileProgress none() {
        return new FileProgress(false, null, null, null, false);
    }

    FileProgress withInputs() {
        return new FileProgress(true, null, taken, lost, handedOver);
    }

    FileProgress withoutInputs(TransferProblem why) {
        return new FileProgress(delivered, why, taken, lost, handedOver);
    }

    FileProgress withOutputs(TakenFiles arrived) {
        return new FileProgress(delivered, undeliverable, arrived, null, handedOver);
    }

    FileProgress withoutOutputs(TransferProblem why) {
        return new FileProgress(delivered, undeliverable, taken, why, handedOver);
    }

    FileProgress afterHandOver() {
        return new FileProgress(delivered, undeliverable, taken, lost, true);
    }

    /** Whether the pod has nothing more to give. */
    boolean outputsSettled() {
        return taken != null || lost != null;
    }
}
