package io.quorumseal.core.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspacePlaceTest {
    @TempDir
    Path directory;

    /** One of the two would remove what the other works with. */
    @Test
    void workspaces_ofNodesAndGroupsWithDashes_areTwo() throws IOException {
        WorkspacePlace place = WorkspacePlace.onDisk(directory);
        Path first = Files.writeString(place.make("a-b", "c").root().resolve("state"), "of a-b");
        assertNotEquals(place.of("a-b", "c"), place.of("a", "b-c"));
        place.make("a", "b-c");
        assertEquals("of a-b", Files.readString(first));
    }

    @Test
    void workspace_ofTheLongestNames_isMade() throws IOException {
        String longest = "ü".repeat(200);
        assertTrue(Files.isDirectory(
                WorkspacePlace.onDisk(directory).make(longest, longest).root()));
    }

    @Test
    void workspace_ofANameThatIsAPath_staysInItsPlace() throws IOException {
        WorkspacePlace place = WorkspacePlace.onDisk(directory);
        assertEquals(directory.toRealPath(), place.of("../n1", "../../g").getParent());
    }
}
