package io.quorumseal.engine.jraft;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which log a directory holds: its identity, the same on all members, and a random mark of this one copy. They stand in a file
 * in the log's directory, which goes with the log, and in another one beside Raft's own state, by which it is noticed that the
 * log was removed or exchanged while that stayed.
 *
 * <p>A log that was there before QuorumSeal came has no such file. It gets one when its node starts; until then its identity is
 * not known, which the runtime allows only as long as no payload is bound to one.
 *
 * @param group the group's name
 * @param configured the identity that the vendor configured
 * @param log the log's directory
 * @param meta the directory of Raft's own state
 */
record LogStamp(GroupId group, String configured, Path log, Path meta) {
    /** What the file is called. */
    static final String FILE = "quorumseal.identity";

    private static final String UNKNOWN = "";

    private record Stamp(String identity, String mark) {
        byte[] bytes() {
            return (identity + "\n" + mark + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Tells the log's identity.
     *
     * @return the identity; empty if there is a log and it is not known which
     * @throws StartupRefusedException if what stands on disk is not the configured log
     */
    String identity() {
        Optional<Stamp> inLog = read(log);
        Optional<Stamp> besideMeta = read(meta);
        if (inLog.isEmpty() && besideMeta.isPresent()) {
            throw refused("the directory " + log + " has no file " + FILE + ", while " + meta
                    + " has one: the log was removed, or another one put in its place. Without it this node has forgotten"
                    + " what it acknowledged");
        }
        if (inLog.isEmpty()) {
            return exists() ? UNKNOWN : configured;
        }
        requireConfigured(inLog.get());
        if (besideMeta.isPresent() && !besideMeta.equals(inLog)) {
            throw refused("the files " + FILE + " in " + log + " and in " + meta + " are not of one node: one of the"
                    + " directories was exchanged");
        }
        return configured;
    }

    private void requireConfigured(Stamp found) {
        if (!found.identity.equals(configured)) {
            throw refused("the log in " + log + " has the identity \"" + found.identity
                    + "\", and the engine was configured with \"" + configured
                    + "\": payloads of one do not open in the"
                    + " other. Configure the identity that the other members have, if the directory is the right one");
        }
    }

    private StartupRefusedException refused(String found) {
        return new StartupRefusedException(
                StartupRefusedException.Refusal.CONFIGURATION,
                "group " + group + ": " + found
                        + ". Put the right directories back, or remove all of the group's here, take the node out of the"
                        + " group, and add it again");
    }

    /** Whether there is a log, of whatever identity. */
    boolean exists() {
        if (!Files.isDirectory(log)) {
            return false;
        }
        try (var files = Files.list(log)) {
            return files.anyMatch(file -> !String.valueOf(file.getFileName()).startsWith(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + log + " cannot be read", e);
        }
    }

    /** The node is about to open its log: from here on the log has its identity. */
    void write() throws IOException {
        String known = identity();
        Stamp stamp = read(log)
                .orElseGet(() -> new Stamp(configured, UUID.randomUUID().toString()));
        if (known.isEmpty() || read(log).isEmpty()) {
            Durable.write(log, FILE, stamp.bytes());
        }
        if (read(meta).isEmpty()) {
            Durable.write(meta, FILE, stamp.bytes());
        }
    }

    private Optional<Stamp> read(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve(FILE));
            if (lines.size() != 2) {
                throw refused("the file " + directory.resolve(FILE) + " is damaged");
            }
            return Optional.of(new Stamp(lines.get(0), lines.get(1)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + directory.resolve(FILE) + " cannot be read", e);
        }
    }
}
