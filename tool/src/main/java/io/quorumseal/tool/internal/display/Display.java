package io.quorumseal.tool.internal.display;

import io.quorumseal.core.Admin.OnMember;
import java.util.List;

/** Shows how far each member is while a command goes on. */
public interface Display extends AutoCloseable {
    /**
     * Shows what was answered just now.
     *
     * @param step what is being done
     * @param members how far each member is
     */
    void show(String step, List<OnMember> members);

    /**
     * Shows what came of one change for all members.
     *
     * @param step what was done
     * @param what of which key
     * @param text one line for people, or one for each member
     */
    void say(String step, String what, String text);

    /** Leaves what is shown where it is. */
    @Override
    void close();
}
