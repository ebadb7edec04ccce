package io.quorumseal.provider.vault.internal;

import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LookupResponse;
import io.quorumseal.api.KekException;
import io.quorumseal.api.QuorumSealException;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gets, looks up and renews tokens by the driver. */
final class Login {
    private final Connection connection;
    private final Credential credential;
    private final LongSupplier clock;

    Login(Connection connection, Credential credential, LongSupplier clock) {
        this.connection = connection;
        this.credential = credential;
        this.clock = clock;
    }

    String description() {
        return credential.description();
    }

    /** Tells whether the credential has another token by now than the lease's. */
    boolean isReplaced(Lease lease) {
        try {
            return credential instanceof Credential.TokenFile file
                    && !file.token().equals(lease.token());
        } catch (KekException e) {
            // Somebody may be writing it. If not, it comes out as soon as Vault denies the token at hand.
            return false;
        }
    }

    Lease login(Deadline deadline) {
        if (credential instanceof Credential.TokenFile file) {
            return lookUp(file.token(), deadline);
        }
        if (credential instanceof Credential.EnvironmentToken given) {
            return lookUp(given.token(), deadline);
        }
        return lease(call(null, deadline, this::login));
    }

    private AuthResponse login(Auth auth) throws VaultException {
        if (credential instanceof Credential.AppRole role) {
            return auth.loginByAppRole(role.mount(), role.roleId().value(), role.secret());
        }
        Credential.Kubernetes account = (Credential.Kubernetes) credential;
        return auth.loginByKubernetes(account.role(), account.token(), "auth/" + account.mount());
    }

    /** A token that may not look itself up is used as it is, and never renewed. */
    private Lease lookUp(String token, Deadline deadline) {
        try {
            LookupResponse found = call(token, deadline, Auth::lookupSelf);
            return Lease.of(token, found.getTTL(), found.isRenewable(), clock.getAsLong());
        } catch (KekException e) {
            if (e.kind() == KekException.Kind.DENIED) {
                return Lease.of(token, 0, false, clock.getAsLong());
            }
            throw e;
        }
    }

    Lease renew(Lease lease, Deadline deadline) {
        return lease(call(lease.token(), deadline, Auth::renewSelf));
    }

    private Lease lease(AuthResponse answer) {
        String token = answer.getAuthClientToken();
        if (token == null || token.isEmpty()) {
            throw notVault();
        }
        return Lease.of(token, answer.getAuthLeaseDuration(), answer.isAuthRenewable(), clock.getAsLong());
    }

    private interface Step<T> {
        T run(Auth auth) throws VaultException;
    }

    private <T> T call(@Nullable String token, Deadline deadline, Step<T> step) {
        try {
            return step.run(new Auth(config(token, deadline)));
        } catch (VaultException e) {
            throw failure(e);
        }
    }

    private VaultConfig config(@Nullable String token, Deadline deadline) throws VaultException {
        VaultConfig config = new VaultConfig()
                .environmentLoader(new NoEnvironment())
                .address(connection.address())
                .httpClient(connection.within(deadline))
                .token(token);
        if (connection.namespace().isPresent()) {
            config.nameSpace(connection.namespace().get());
        }
        return config.build();
    }

    /** The driver's message quotes the whole answer: neither it nor its exception goes any further. */
    private QuorumSealException failure(VaultException why) {
        if (why.getHttpStatusCode() != 0) {
            return Failure.ofLogin(why.getHttpStatusCode(), String.valueOf(why.getMessage()))
                    .error(description() + " at " + connection.address());
        }
        for (Throwable cause = why.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof QuorumSealException known) {
                return known;
            }
            if (cause instanceof InterruptedException interrupt) {
                return connection.interrupted(interrupt);
            }
            if (cause instanceof IOException io) {
                return connection.unreachable(io);
            }
        }
        return notVault();
    }

    private KekException notVault() {
        return Failure.NOT_VAULT.error(connection.address());
    }

    /** The driver would take a token, a time limit and a way to trust everybody from the environment. */
    private static final class NoEnvironment extends EnvironmentLoader {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable String loadVariable(String name) {
            return null;
        }
    }
}
