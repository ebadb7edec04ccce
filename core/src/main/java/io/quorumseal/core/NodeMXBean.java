package io.quorumseal.core;

import java.util.List;
import java.util.Map;

/**
 * What a node says of itself, for management clients: {@link Status} in the types that they have. Registered if
 * {@link Builder#mxbean} was called, as {@code io.quorumseal:type=Node,cluster=…,name=…}, until the runtime closes; a second
 * one of the same names in a process has {@code instance=2} besides. Reads only, and nothing secret.
 *
 * <p>All values are at most a second old; those of one second are of one moment.
 */
public interface NodeMXBean {

    /**
     * Names the node.
     *
     * @return the name
     */
    String getNode();

    /**
     * Names the cluster.
     *
     * @return the name
     */
    String getCluster();

    /**
     * Tells the number of this opening.
     *
     * @return 1 to 65,535
     */
    int getOpening();

    /**
     * Tells how the node is doing.
     *
     * @return a {@link NodeHealth.Word}
     */
    String getHealth();

    /**
     * Tells why the health is what it is.
     *
     * @return a text for people; empty if all is well
     */
    String getHealthReason();

    /**
     * Tells whether this opening is registered under the active DEKs.
     *
     * @return whether it is
     */
    boolean isRegistered();

    /**
     * Tells whether the node takes part.
     *
     * @return whether it does
     */
    boolean isReady();

    /**
     * Tells what will stop something before long unless somebody does something about it.
     *
     * @return texts for people; none if all is well
     */
    List<String> getWarnings();

    /**
     * Tells whether values are sealed.
     *
     * @return {@code CLEARTEXT} or {@code SEALING}
     */
    String getStorage();

    /**
     * Tells whether a value that is said to be in cleartext is refused.
     *
     * @return whether it is
     */
    boolean isCleartextRefused();

    /**
     * Tells what each group does.
     *
     * @return a {@link Status.Mode} for each group
     */
    Map<String, String> getGroups();

    /**
     * Tells why groups do what they do.
     *
     * @return a text for people for each group about which there is something to say
     */
    Map<String, String> getGroupReasons();

    /**
     * Tells how the KEK is doing.
     *
     * @return {@code OFF}, {@code UNKNOWN}, {@code WELL} or {@code ILL}
     */
    String getKek();

    /**
     * Tells why the KEK is ill.
     *
     * @return a text for people; empty if it is not
     */
    String getKekReason();

    /**
     * Tells for how long the KEK has been ill.
     *
     * @return seconds; 0 if it is not
     */
    long getKekIllSeconds();

    /**
     * Tells how long ago the KEK last did what it was asked for.
     *
     * @return seconds; -1 if it has not in this opening
     */
    long getKekSuccessAgeSeconds();

    /**
     * Identifies the KEK.
     *
     * @return its fingerprint, which is not secret; empty where the KEK cannot tell, or encryption is off
     */
    String getKekFingerprint();

    /**
     * Tells the KEK's newest version.
     *
     * @return the version in the provider's words; empty if the KEK has not told it yet
     */
    String getKekVersion();

    /**
     * Tells how the members of the control group stand, as this node has heard.
     *
     * @return a {@link MemberStatus.Word} for each member
     */
    Map<String, String> getMembers();

    /**
     * Tells what is wrong with members.
     *
     * @return a text for people for each member about which there is something to say
     */
    Map<String, String> getMemberReasons();

    /**
     * Counts the DEKs that are not retired.
     *
     * @return how many there are
     */
    int getLiveDeks();

    /**
     * Tells for how long this node has known the active DEKs.
     *
     * @return seconds, for each {@link io.quorumseal.api.Purpose}; none before the bootstrap
     */
    Map<String, Long> getActiveDekAgeSeconds();

    /**
     * Tells how many nonces this node used, or set aside in blocks, under the active DEKs in this opening.
     *
     * @return the number for each {@link io.quorumseal.api.Purpose}
     */
    Map<String, Long> getActiveDekSeals();

    /**
     * Tells how much of the limits of the rotation policy is used up under the active DEKs.
     *
     * @return parts, 1 being all, by {@link io.quorumseal.api.Purpose} and {@link DekStatus.Limit}, such as
     *     {@code RAFT.SEALS}; of the limits that are set
     */
    Map<String, Double> getActiveDekLimits();

    /**
     * Tells what on this node still needs DEKs that were replaced and are not retired.
     *
     * @return what still needs each, as far as it is known; empty if nothing is known to
     */
    Map<String, String> getReplacedDeks();

    /**
     * Tells which retired DEKs this node keeps.
     *
     * @return what still needs each
     */
    Map<String, String> getKeptDeks();

    /**
     * Counts envelopes made, of either kind.
     *
     * @return the number since the runtime opened
     */
    long getSealed();

    /**
     * Counts envelopes opened, of either kind.
     *
     * @return the number since the runtime opened
     */
    long getOpened();

    /**
     * Counts payloads and values passed on as they are.
     *
     * @return the number since the runtime opened
     */
    long getCleartext();

    /**
     * Counts refused proposals.
     *
     * @return the number since the runtime opened
     */
    long getRefused();

    /**
     * Counts calls of the KEK that apply had to wait for.
     *
     * @return the number since the runtime opened
     */
    long getKekCallsOnApply();

    /**
     * Counts questions that came and proved nothing.
     *
     * @return the number since the runtime opened
     */
    long getStrangers();

    /**
     * Tells the settings that are in force.
     *
     * @return their values, by name
     */
    Map<String, String> getSettings();
}
