package io.quorumseal.example.kv.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.StoredValue;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.ConfigOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.OptionsUtil;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * What RocksDB from Java does with options that ask for its own encryption: it takes them or not, and encrypts nothing. Whoever
 * believed them would have keys and values in clear on disk.
 */
class RocksDbEncryptionTest {
    private static final String ENCRYPTED = "{id=EncryptedFileSystem; provider={id=CTR;cipher=ROT13}}";

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        RocksDB.loadLibrary();
    }

    /** The one name that the library knows. Its value is not looked at, where unknown options are an error, too. */
    @ParameterizedTest
    @ValueSource(strings = {ENCRYPTED, "CTR://test", "no such environment"})
    void env_inOptions_isAcceptedInSilenceAndEncryptsNothing(String value) throws Exception {
        for (boolean ignoring : new boolean[] {true, false}) {
            try (ConfigOptions config = new ConfigOptions().setIgnoreUnknownOptions(ignoring);
                    DBOptions options = DBOptions.getDBOptionsFromProps(config, properties("env", value))) {
                assertNotNull(options);
                assertAllIsInClear(options, folder.resolve("db-" + ignoring));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted_env", "env_uri", "fs_uri", "file_system"})
    void otherNames_inOptions_areRefusedByNullAndWhereUnknownOnesAreIgnoredEncryptNothing(String name)
            throws Exception {
        Properties asked = properties(name, ENCRYPTED);
        assertNull(DBOptions.getDBOptionsFromProps(asked));
        try (ConfigOptions config = new ConfigOptions().setIgnoreUnknownOptions(true);
                DBOptions options = DBOptions.getDBOptionsFromProps(config, asked)) {
            assertNotNull(options);
            assertAllIsInClear(options, folder.resolve("db"));
        }
    }

    @Test
    void optionsFile_withEnv_isAcceptedInSilenceAndEncryptsNothing() throws Exception {
        try (ConfigOptions config = new ConfigOptions();
                DBOptions options = new DBOptions()) {
            List<ColumnFamilyDescriptor> families = new ArrayList<>();
            OptionsUtil.loadOptionsFromFile(config, optionsFile("env=" + ENCRYPTED), options, families);
            assertAllIsInClear(options, folder.resolve("db"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted_env", "env_uri", "fs_uri"})
    void optionsFile_withOtherNames_isRefused(String name) throws Exception {
        try (ConfigOptions config = new ConfigOptions();
                DBOptions options = new DBOptions()) {
            String file = optionsFile(name + "=" + ENCRYPTED);
            RocksDBException refusal = assertThrows(
                    RocksDBException.class,
                    () -> OptionsUtil.loadOptionsFromFile(config, file, options, new ArrayList<>()));
            assertTrue(String.valueOf(refusal.getMessage()).contains(name), refusal::toString);
        }
    }

    /** Sealed values hide themselves; the keys beside them stay. The manifest has the first and the last of each table. */
    @Test
    void store_sealedValues_leaveTheirKeysInClear() throws IOException {
        Path database = folder.resolve("db");
        try (KvStore store = new KvStore(database)) {
            for (String key : List.of("apple in clear", "banana in clear", "cherry in clear")) {
                store.put(key.getBytes(UTF_8), new StoredValue(true, new byte[100]), 1);
            }
            assertEquals(Set.of("log"), filesWith(database, "banana in clear"));
            store.flush();
            assertEquals(Set.of("sst"), filesWith(database, "banana in clear"));
            assertEquals(Set.of("MANIFEST", "sst"), filesWith(database, "cherry in clear"));
        }
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    /** As the library writes it, and one line more. */
    private String optionsFile(String line) throws Exception {
        Path database = folder.resolve("first");
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB db = RocksDB.open(options, database.toString())) {
            assertNotNull(db);
        }
        Path written = Folders.files(database).stream()
                .filter(file -> file.getFileName().toString().startsWith("OPTIONS"))
                .findFirst()
                .orElseThrow();
        Path changed = folder.resolve("OPTIONS-000099");
        Files.writeString(changed, Files.readString(written).replace("[DBOptions]", "[DBOptions]\n  " + line));
        return changed.toString();
    }

    private static void assertAllIsInClear(DBOptions options, Path database) throws Exception {
        options.setCreateIfMissing(true);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (ColumnFamilyOptions family = new ColumnFamilyOptions().setCompressionType(CompressionType.NO_COMPRESSION);
                FlushOptions flush = new FlushOptions().setWaitForFlush(true);
                RocksDB db = RocksDB.open(
                        options,
                        database.toString(),
                        List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family)),
                        handles)) {
            db.put("the first key".getBytes(UTF_8), "the first value".getBytes(UTF_8));
            db.flush(flush);
            db.put("the second key".getBytes(UTF_8), "the second value".getBytes(UTF_8));
            assertEquals(Set.of("MANIFEST", "sst"), filesWith(database, "the first key"));
            assertEquals(Set.of("sst"), filesWith(database, "the first value"));
            assertEquals(Set.of("log"), filesWith(database, "the second key"));
            assertEquals(Set.of("log"), filesWith(database, "the second value"));
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    /** In which kinds of files a text stands. */
    private static Set<String> filesWith(Path database, String text) throws IOException {
        Set<String> kinds = new TreeSet<>();
        for (Path file : Folders.files(database)) {
            if (Files.readString(file, ISO_8859_1).contains(text)) {
                String name = file.getFileName().toString();
                kinds.add(name.startsWith("MANIFEST") ? "MANIFEST" : name.substring(name.indexOf('.') + 1));
            }
        }
        return kinds;
    }
}
