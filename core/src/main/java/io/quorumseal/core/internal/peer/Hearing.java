package io.quorumseal.core.internal.peer;

/** Is told what members answer, and who does not, on any thread. */
public interface Hearing {

    /** A member answered, and proved that it did. */
    void heard(String member, PeerMessage answer);

    /** A question to a member failed, or was given up; a late answer may still be heard. */
    void failed(String member, Throwable why);
}
