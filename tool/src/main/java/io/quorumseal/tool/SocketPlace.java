package io.quorumseal.tool;

import io.quorumseal.tool.OperatorSocketException.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket stands: in a directory that only the node's user may enter, which is what keeps others out on every system;
 * beside it a file whose lock says that a process serves it. The lock ends with its process, however that ends, so that what a
 * killed one left is told from what is in use.
 */
final class SocketPlace implements AutoCloseable {
    private static final String LOCK = ".lock";
    private static final Set<PosixFilePermission> ONLY_MINE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS_ENTER =
            Set.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path socket;
    private final FileChannel lock;

    private SocketPlace(Path socket, FileChannel lock) {
        this.socket = socket;
        this.lock = lock;
    }

    static SocketPlace take(Path socket) throws IOException {
        Path directory = socket.toAbsolutePath().resolveSibling("");
        requirePrivate(directory);
        Path beside = directory.resolve(socket.getFileName() + LOCK);
        FileChannel lock = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(ONLY_MINE));
        try {
            requireMine(directory, beside);
            requireUnused(socket, lock);
            return new SocketPlace(socket, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void requirePrivate(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.stream().anyMatch(OTHERS_ENTER::contains)) {
            throw openToOthers(directory, "has the permissions " + PosixFilePermissions.toString(permissions));
        }
    }

    /** Who makes a file in it is this process's user. */
    private static void requireMine(Path directory, Path made) throws IOException {
        String owner = Files.getOwner(directory).getName();
        if (!owner.equals(Files.getOwner(made).getName())) {
            throw openToOthers(directory, "is " + owner + "'s, and this process another user's");
        }
    }

    private static OperatorSocketException openToOthers(Path directory, String found) {
        return new OperatorSocketException(
                Reason.OPEN_TO_OTHERS,
                "whoever can connect to the socket is an operator, and the directory " + directory + " " + found
                        + ": name one that only the node's user may enter (chmod 700), or one that does not exist yet",
                null);
    }

    private static void requireUnused(Path socket, FileChannel lock) throws IOException {
        if (!holds(lock)) {
            throw new OperatorSocketException(
                    Reason.IN_USE,
                    "another process that runs takes commands at " + socket
                            + ": name another socket, or end that process",
                    null);
        }
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
                && !Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            throw new OperatorSocketException(
                    Reason.NOT_A_SOCKET, socket + " is there, and is no socket: name another place", null);
        }
    }

    private static boolean holds(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    /** What is there of that name was left by a process that was killed. */
    ServerSocketChannel listen() throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, ONLY_MINE);
            return server;
        } catch (SocketException cause) {
            server.close();
            throw new OperatorSocketException(
                    Reason.CANNOT_BE_MADE,
                    "there can be no socket " + socket + " (" + cause.getMessage()
                            + "): name a shorter path, on a local file system",
                    cause);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (lock.isOpen()) {
            Files.deleteIfExists(socket);
            lock.close();
        }
    }
}
