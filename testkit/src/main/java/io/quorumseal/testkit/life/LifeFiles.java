package io.quorumseal.testkit.life;

import io.quorumseal.api.DekId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFiles.Older;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.testkit.disk.PowerLossException;
import io.quorumseal.testkit.sim.SimFiles;
import io.quorumseal.testkit.sim.SimNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the vendor writes into sealed files. A file says its name and which writing of it it is, so that whoever finds it knows
 * whether it may be that; none that was committed is lost, and none that is there is ever unreadable.
 */
final class LifeFiles {
    private static final int NAMES = 4;
    private static final int MORE_THAN_A_SEGMENT = 70_000;

    private final LifeScene scene;
    private final Map<SimNode, Map<String, Integer>> committed = new HashMap<>();
    private int writings;

    LifeFiles(LifeScene scene) {
        this.scene = scene;
    }

    void write() {
        scene.anyRunning().ifPresent(node -> write(node, "f" + scene.random().nextInt(NAMES)));
    }

    private void write(SimNode node, String name) {
        int writing = ++writings;
        boolean sealed = node.runtime().status().storage().mode() == Status.Mode.SEALING;
        try (SealedWriter writer = node.runtime().files().create(SimFiles.path(name), SimFiles.role(name))) {
            writer.write(content(name, writing, sealed).getBytes(StandardCharsets.UTF_8));
            if (scene.oneIn(5)) {
                scene.count("file given up");
                return;
            }
            writer.commit();
            known(node).put(name, writing);
            scene.count("file written " + (sealed ? "sealed" : "in clear"));
        } catch (RejectedException e) {
            scene.count("file refused " + e.reason());
        } catch (PowerLossException e) {
            scene.count("file: power is lost");
        } catch (IOException e) {
            throw new AssertionError(node + " cannot write " + name, e);
        }
    }

    private String content(String name, int writing, boolean sealed) {
        String head = name + " " + writing + " ";
        int size = scene.oneIn(8) ? MORE_THAN_A_SEGMENT : scene.random().nextInt(60);
        return head + (sealed ? RandomLife.CANARY : "") + "x".repeat(size);
    }

    private Map<String, Integer> known(SimNode node) {
        return committed.computeIfAbsent(node, first -> new HashMap<>());
    }

    /** Somebody puts the disk back, or takes the keys away. */
    void forget(SimNode node) {
        committed.remove(node);
    }

    /** Where the key file was exchanged, what only it told is gone, so the vendor begins its files anew. */
    void clear(SimNode node) {
        forget(node);
        SimFiles.all(node).keySet().forEach(name -> SimFiles.remove(node, name));
    }

    void readAll() {
        scene.anyRunning().filter(node -> !node.disk().isOff()).ifPresent(this::readAll);
    }

    /** Everybody's, at rest: all can be read, and nothing that was committed is missing. */
    void check() {
        for (SimNode node : scene.cluster().nodes()) {
            readAll(node);
            SortedMap<String, ByteBuffer> there = SimFiles.onDisk(node);
            known(node).keySet().forEach(name -> {
                if (!there.containsKey(name)) {
                    throw new AssertionError(name + " was committed on " + node + ", and is gone");
                }
            });
        }
    }

    private void readAll(SimNode node) {
        SimFiles.onDisk(node).keySet().forEach(name -> read(node, name));
    }

    /** A file that was copied is called after the one that it is a copy of. */
    private static String original(String name) {
        return name.substring(name.lastIndexOf('-') + 1);
    }

    private void read(SimNode node, String name) {
        String original = original(name);
        try {
            String content = SimFiles.readAs(node, name, SimFiles.role(original));
            String[] words = content.split(" ", 3);
            int least = known(node).getOrDefault(name, 0);
            if (!words[0].equals(original) || Integer.parseInt(words[1]) < least) {
                throw new AssertionError(
                        name + " on " + node + " is \"" + words[0] + " " + words[1] + "\", committed was " + least);
            }
        } catch (PowerLossException e) {
            // The node is buried after this step.
        } catch (SealedFileException e) {
            if (!isNotThereYet(node, e)) {
                throw new AssertionError(name + " cannot be read on " + node, e);
            }
            scene.count("file's DEK is not there yet");
        } catch (IOException e) {
            throw new AssertionError(name + " cannot be read on " + node, e);
        }
    }

    /** A node that applies what made the file's DEK again, or has not heard of it, gets there. */
    private static boolean isNotThereYet(SimNode node, SealedFileException e) {
        return e.reason() == SealedFileException.Reason.UNKNOWN_DEK
                && node.events().stream().noneMatch(line -> line.startsWith("REGISTERED"));
    }

    /** As a vendor copies a backup to another node, if that has the DEK. */
    void copy() {
        scene.anyRunning().ifPresent(from -> scene.anyRunning().ifPresent(to -> copy(from, to)));
    }

    private void copy(SimNode from, SimNode to) {
        if (from == to || from.disk().isOff() || to.disk().isOff() || to.disk().cutIsComing()) {
            return;
        }
        scene.anyOf(List.copyOf(SimFiles.onDisk(from).entrySet())).ifPresent(file -> {
            byte[] bytes = file.getValue().array();
            Optional<DekId> dek = FileHeader.of(bytes, Math.min(bytes.length, FileHeader.SEALED_SIZE))
                    .dek();
            if (dek.filter(id -> to.runtime().status().keys().keys().containsKey(id))
                    .isPresent()) {
                SimFiles.put(to, from.name() + "-" + original(file.getKey()), bytes);
                scene.count("file copied");
            }
        });
    }

    /** Writes what is older again, as a vendor does before a DEK is retired. */
    void renew() {
        scene.anyRunning().ifPresent(this::renew);
    }

    void renewAll() {
        scene.cluster().nodes().stream().filter(SimNode::running).forEach(this::renew);
    }

    private void renew(SimNode node) {
        try {
            for (Older older : node.runtime().files().older()) {
                renew(node, String.valueOf(older.file().getFileName()));
            }
        } catch (RejectedException e) {
            scene.count("file not renewed: " + e.reason());
        } catch (IOException e) {
            if (!node.disk().isOff()) {
                throw new AssertionError("what is older on " + node + " cannot be written again", e);
            }
        }
    }

    private void renew(SimNode node, String name) throws IOException {
        String role = SimFiles.role(original(name));
        String content;
        try {
            content = SimFiles.readAs(node, name, role);
        } catch (SealedFileException e) {
            if (isNotThereYet(node, e)) {
                return;
            }
            throw e;
        }
        try (SealedWriter writer = node.runtime().files().create(SimFiles.path(name), role)) {
            writer.write(content.getBytes(StandardCharsets.UTF_8));
            writer.commit();
            scene.count("file renewed");
        }
    }
}
