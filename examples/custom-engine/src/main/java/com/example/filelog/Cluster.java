package com.example.filelog;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The members of one group, which share a process: it stands in for an algorithm of consensus. Its monitor orders all appends
 * and elections. As in Raft, a majority elects who lacks nothing, a term has one leader, and what a majority holds in the
 * leader's term is committed for ever.
 */
public final class Cluster {
    final GroupId group;
    final String identity;
    private final List<String> names;
    private final Map<String, FileEngine> running = new TreeMap<>();
    private Optional<FileEngine> leader = Optional.empty();
    private long begin;
    long committed;

    /**
     * Makes a cluster of which no member runs.
     *
     * @param group the group
     * @param identity what the cluster got when it was made: the identity of the log, the same on all nodes
     * @param names the names of all nodes
     */
    public Cluster(GroupId group, String identity, List<String> names) {
        this.group = group;
        this.identity = identity;
        this.names = List.copyOf(names);
    }

    List<Member> members() {
        return names.stream().map(name -> new Member(name, true)).toList();
    }

    synchronized Optional<FileEngine> running(String name) {
        return Optional.ofNullable(running.get(name));
    }

    synchronized Optional<FileEngine> leader() {
        return leader;
    }

    synchronized Leadership leadership(FileEngine member) {
        return leader.filter(member::equals).isPresent()
                ? new Leadership.Leading(member.log.lastTerm(), member.applied >= begin, member.log.last())
                : new Leadership.Following();
    }

    synchronized void join(String name, FileEngine member) {
        running.put(name, member);
        replicate();
    }

    synchronized void leave(String name, FileEngine member) {
        running.remove(name, member);
        leader = leader.filter(one -> one != member);
        member.forget(0, "the node was stopped");
        notifyAll();
    }

    /**
     * Has a member lead in a new term, which begins with an entry of its own; then tells both leaders, without the lock.
     *
     * @param candidate the member
     * @throws IllegalStateException if no majority would vote for it
     */
    public void elect(FileEngine candidate) {
        List<FileEngine> told = new ArrayList<>();
        synchronized (this) {
            long votes = running.values().stream()
                    .filter(voter -> candidate.log.isCompleteAs(voter.log))
                    .count();
            if (!running.containsValue(candidate) || votes * 2 <= names.size()) {
                throw new IllegalStateException("no majority elects this member");
            }
            leader.ifPresent(told::add);
            told.add(candidate);
            candidate.log.append(new Entry(candidate.log.lastTerm() + 1, true, new byte[0]));
            begin = candidate.log.last();
            leader = Optional.of(candidate);
            replicate();
        }
        told.forEach(FileEngine::leadershipChanged);
    }

    /** Another member that has all that the leader has. */
    synchronized Optional<FileEngine> successor(FileEngine member) {
        return running.values().stream()
                .filter(other -> leader.filter(member::equals).isPresent()
                        && other != member
                        && other.log.isCompleteAs(member.log))
                .findFirst();
    }

    /** Brings every log up to the leader's, and commits what a majority has. */
    synchronized void replicate() {
        if (leader.isPresent()) {
            running.values().forEach(member -> member.follow(leader.get().log));
            committed = running.size() * 2 > names.size() ? leader.get().log.last() : committed;
            notifyAll();
        }
    }
}
