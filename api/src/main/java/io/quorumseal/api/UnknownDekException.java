package io.quorumseal.api;

/** An envelope names a DEK that this node does not have: not yet, or no longer. */
public final class UnknownDekException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The bits of the DEK's id. */
    private final int bits;

    /**
     * Makes the error.
     *
     * @param dek the DEK that the envelope names
     */
    public UnknownDekException(DekId dek) {
        super("no DEK " + dek + " on this node: it is not applied here yet, or it was retired", null);
        this.bits = dek.bits();
    }

    /**
     * Tells the DEK that is not there.
     *
     * @return its id
     */
    public DekId dek() {
        return new DekId(bits);
    }
}
