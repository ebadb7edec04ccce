package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.github.jopenlibs.vault.json.JsonArray;
import io.github.jopenlibs.vault.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens stay valid while nobody calls, on a clock that both sides go by. */
class RenewalTest {
    private static final long SECOND = 1_000_000_000;
    private static final long PERIOD = 100 * SECOND;

    @TempDir
    Path directory;

    final AtomicLong now = new AtomicLong();
    final SteppedAlarm alarm = new SteppedAlarm(now);
    /** The last words of the paths that were asked for. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    volatile long validUntil = PERIOD;
    volatile boolean down;
    int logins;
    Stub vault;
    Connection connection;

    @BeforeEach
    void start() throws IOException {
        vault = new Stub(this::answer);
        connection =
                new Connection("http://" + vault.hostAndPort(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stop() {
        connection.close();
        vault.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String asks = path.substring(path.lastIndexOf('/') + 1);
        asked.add(asks);
        if (down) {
            Stub.answer(exchange, 503, "{\"errors\":[\"Vault is sealed\"]}");
        } else if (!asks.equals("login") && now.get() >= validUntil) {
            Stub.answer(exchange, 403, "{\"errors\":[\"permission denied\"]}");
        } else if (asks.equals("lookup-self")) {
            long left = TimeUnit.NANOSECONDS.toSeconds(validUntil - now.get());
            Stub.answer(exchange, 200, "{\"data\":{\"ttl\":" + left + ",\"renewable\":true,\"policies\":[]}}");
        } else {
            logins += asks.equals("login") ? 1 : 0;
            validUntil = now.get() + PERIOD;
            Stub.answer(
                    exchange,
                    200,
                    new JsonObject().add("renewable", false).add("auth", auth()).toString());
        }
    }

    private JsonObject auth() {
        return new JsonObject()
                .add("client_token", "t" + logins)
                .add("lease_duration", TimeUnit.NANOSECONDS.toSeconds(PERIOD))
                .add("renewable", true)
                .add("policies", new JsonArray());
    }

    private Session session(Credential credential) {
        Session session = new Session(new Login(connection, credential, now::get), now::get, alarm, TIMEOUT);
        session.token(Deadline.after(TIMEOUT));
        return session;
    }

    private Session ofToken() {
        return session(new Credential.EnvironmentToken("t0"));
    }

    private Session ofRole() throws IOException {
        Path secret = TestVault.store(directory.resolve("secret"), "s");
        return session(new Credential.AppRole("approle", new Credential.RoleId.Given("r"), secret));
    }

    private boolean isValid() {
        return now.get() < validUntil;
    }

    @Test
    void idle_periodicToken_staysValid() {
        Session session = ofToken();
        for (int minute = 0; minute < 60; minute++) {
            alarm.pass(60 * SECOND);
            assertTrue(isValid(), minute + " minutes");
        }
        assertEquals("t0", session.token(Deadline.after(TIMEOUT)));
        assertEquals(1, Collections.frequency(asked, "lookup-self"));
        assertTrue(Collections.frequency(asked, "renew-self") < 60, "no more than are needed");
    }

    @Test
    void idle_vaultDownWhenItIsDue_renewsAsSoonAsItCan() {
        ofToken();
        alarm.pass(60 * SECOND);
        down = true;
        alarm.pass(25 * SECOND);
        down = false;
        alarm.pass(14 * SECOND);
        assertTrue(isValid());
        assertTrue(validUntil > PERIOD, "renewed");
    }

    @Test
    void idle_lapsedWhileVaultWasDown_logsInAnew() throws IOException {
        Session session = ofRole();
        down = true;
        alarm.pass(500 * SECOND);
        assertFalse(isValid());
        down = false;
        alarm.pass(20 * SECOND);
        assertTrue(isValid());
        assertEquals(2, logins);
        assertEquals("t2", session.token(Deadline.after(TIMEOUT)));
    }

    @Test
    void idle_vaultDown_asksNowAndThen() {
        ofToken();
        down = true;
        int before = asked.size();
        alarm.pass(1_000 * SECOND);
        assertTrue(asked.size() - before < 120, asked.size() + " questions");
    }

    @Test
    void idle_tokenThatLapsed_isNotAskedForAgain() {
        ofToken();
        validUntil = 0;
        alarm.pass(1_000 * SECOND);
        assertFalse(alarm.isSet());
    }

    @Test
    void idle_tokenFileReplaced_takesTheOther() throws IOException {
        Path file = TestVault.store(directory.resolve("token"), "first");
        Session session = session(new Credential.TokenFile(file));
        TestVault.store(file, "other");
        alarm.pass(70 * SECOND);
        assertEquals(2, Collections.frequency(asked, "lookup-self"));
        assertEquals("other", session.token(Deadline.after(TIMEOUT)));
    }

    @Test
    void call_whenItIsDue_leavesNothingToTheAlarm() {
        Session session = ofToken();
        now.set(70 * SECOND);
        session.token(Deadline.after(TIMEOUT));
        assertEquals(1, Collections.frequency(asked, "renew-self"));
        alarm.pass(SECOND);
        assertEquals(1, Collections.frequency(asked, "renew-self"));
    }

    @Test
    void close_laterTime_asksNobody() {
        ofToken().close();
        int before = asked.size();
        alarm.pass(1_000 * SECOND);
        assertEquals(before, asked.size());
    }

    @Test
    @Timeout(20)
    void onAThread_afterItsTime_worksOnADaemonUntilItIsClosed() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        Alarm real = Alarm.onAThread();
        real.in(SECOND / 100, () -> {
            threads.add(Thread.currentThread());
            rung.countDown();
        });
        rung.await();
        real.close();
        real.in(0, () -> threads.add(Thread.currentThread()));
        threads.get(0).join();
        assertTrue(threads.get(0).isDaemon());
        assertEquals(1, threads.size());
    }
}
