package io.quorumseal.core;

import io.quorumseal.api.DekId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Seals whole files: snapshots, backups, exports, spill files; whatever a store writes besides its log and its values. A
 * file is written once, from its beginning to its end, and then read as often and from wherever one likes.
 *
 * <p><b>Form.</b> FLOE (Snowflake and C2SP; IACR ePrint 2025/2275) under the active storage DEK, which has to be of cipher
 * suite 2. No counter and no memory is behind it: files may be copied, and processes too, but for what they are writing: of a
 * file that was begun before the copy, one of the processes at most goes on, and the others begin it again. A file is bound to its
 * <em>role</em>, 1 to 65,535 bytes in UTF-8 that say what it is, such as {@code backup/orders}, and not to its name. Not
 * hidden are names, sizes, times, and under which DEK; that an older file was put back whole is not noticed.
 *
 * <p><b>Before the storage cutover</b> files are written in clear, behind four bytes that say so. They are read until this
 * node has seen, behind the cutover, that no file of their folder is in clear; from then on they are refused. Through a
 * channel they are read until values in clear are refused ({@link StorageStatus#cleartextRefused}).
 *
 * <p><b>Folders.</b> Paths lie below a folder that was named by {@link Builder#sealedFiles}. What is there is counted by
 * {@link StorageStatus#files}, and keeps its DEK from being retired; so these folders belong to this node alone, and what moves
 * between them while a DEK is being retired may be overlooked. Symbolic links below them are not followed. Files elsewhere,
 * through the channels, are nobody's to count: keep the key file with them, or the control group's key state
 * ({@link GroupSeal#exportState}).
 *
 * <p><b>Threads.</b> All methods may be called by several threads at a time; they read and write files, and wait for nothing
 * else.
 */
public interface SealedFiles {

    /**
     * Begins a file, under a name of its own in the same directory until it is committed.
     *
     * @param file what it is to be called; its directory is there. What has this name is replaced
     * @param role what the file is
     * @return the writer, to be closed
     * @throws IOException if it cannot be made
     * @throws io.quorumseal.api.RejectedException with reason {@code BAD_REQUEST} if the file is not below a named folder,
     *     there can be no such role, or values are sealed under cipher suite 1: {@link Admin#raise} comes first; or if the
     *     runtime is closed
     */
    SealedWriter create(Path file, String role) throws IOException;

    /**
     * Begins a file on a channel, from where that stands. Committing writes the end and makes nothing durable.
     *
     * @param to receives the file; stays the caller's, who removes what was not committed
     * @param role what the file is
     * @return the writer, to be closed
     * @throws IOException if it cannot be written
     * @throws io.quorumseal.api.RejectedException as above
     */
    SealedWriter create(WritableByteChannel to, String role) throws IOException;

    /**
     * Opens a file. Its header and its end are checked.
     *
     * @param file the file
     * @param role what it has to be
     * @return the file, to be closed
     * @throws SealedFileException if it is not such a file, or cannot be opened here
     * @throws IOException if it cannot be read
     * @throws io.quorumseal.api.RejectedException with reason {@code BAD_REQUEST} if the file is not below a named folder;
     *     or if the runtime is closed
     */
    SealedFile open(Path file, String role) throws IOException;

    /**
     * Opens a file on a channel. Its header and its end are checked.
     *
     * @param from the file and nothing else; its position is moved. Closed with the sealed file, or if this fails
     * @param role what it has to be
     * @return the file, to be closed
     * @throws SealedFileException if it is not such a file, or cannot be opened here
     * @throws IOException if it cannot be read
     * @throws io.quorumseal.api.RejectedException if the runtime is closed
     */
    SealedFile open(SeekableByteChannel from, String role) throws IOException;

    /**
     * Reads a file whose length is not known, as from a network. What comes behind the file is not read; of one in clear
     * nobody knows where it ends.
     *
     * @param from the file; closed with the stream, or if this fails
     * @param role what it has to be
     * @return the plaintext, to be closed; an error takes the place of an end that is missing
     * @throws SealedFileException if it is not such a file, or cannot be opened here
     * @throws IOException if it cannot be read
     * @throws io.quorumseal.api.RejectedException if the runtime is closed
     */
    InputStream read(ReadableByteChannel from, String role) throws IOException;

    /**
     * Seals a whole file.
     *
     * @param plain a file in clear, anywhere; stays as it is
     * @param sealed what the sealed one is to be called; what has this name is replaced
     * @param role what the file is
     * @param progress is told how far it is
     * @throws IOException if a file cannot be read or written; then nothing is left of the new one
     * @throws io.quorumseal.api.RejectedException as {@link #create(Path, String)}
     */
    void seal(Path plain, Path sealed, String role, Progress progress) throws IOException;

    /**
     * Opens a whole file into another, in clear: for a place that the caller answers for.
     *
     * @param sealed a sealed file below a named folder; stays as it is
     * @param role what it has to be
     * @param plain what the file in clear is to be called; overwrites nothing, and only its owner may read it
     * @param progress is told how far it is
     * @throws IOException if a file cannot be read or written; then nothing is left of the new one
     * @throws io.quorumseal.api.RejectedException as {@link #open(Path, String)}
     */
    void unseal(Path sealed, String role, Path plain, Progress progress) throws IOException;

    /**
     * Lists what holds up the retirement of older DEKs, and what is in clear behind the storage cutover: files below the
     * named folders to be written again, or removed.
     *
     * @return the files, in no order; none if all is under the active DEK
     * @throws IOException if a folder cannot be read
     */
    List<Older> older() throws IOException;

    /**
     * A file to be written again.
     *
     * @param file where it is
     * @param dek what it is sealed under; empty if it is in clear
     * @param size its size in bytes
     */
    record Older(Path file, Optional<DekId> dek, long size) {}

    /** Is told how far a copy is. */
    @FunctionalInterface
    interface Progress {
        /** Tells nobody. */
        Progress NONE = (done, all) -> {};

        /**
         * Some more was copied.
         *
         * @param done bytes of plaintext that are done
         * @param all bytes of plaintext in all
         */
        void on(long done, long all);
    }
}
