package io.quorumseal.provider.vault.internal;

import java.nio.file.Path;

/** What a token is got by. Files are read each time anew, so that whoever changes them need not tell. */
sealed interface Credential {

    /** Names the credential for people, without anything secret. */
    String description();

    /**
     * A token that somebody else got.
     *
     * @param path the file that holds it
     */
    record TokenFile(Path path) implements Credential {
        String token() {
            return WordFile.TOKEN.read(path);
        }

        @Override
        public String description() {
            return "the token in " + path;
        }
    }

    /**
     * A token from the environment.
     *
     * @param token the token
     */
    record EnvironmentToken(String token) implements Credential {
        static final String VARIABLE = "VAULT_TOKEN";

        @Override
        public String description() {
            return "the token in the environment variable " + VARIABLE;
        }

        @Override
        public String toString() {
            return "EnvironmentToken[]";
        }
    }

    /**
     * A login by AppRole.
     *
     * @param mount where the login is mounted
     * @param roleId the role's id, or the file that holds it
     * @param secretId the file that holds the secret id
     */
    record AppRole(String mount, RoleId roleId, Path secretId) implements Credential {
        String secret() {
            return WordFile.SECRET_ID.read(secretId);
        }

        @Override
        public String description() {
            return "AppRole at auth/" + mount;
        }
    }

    /** Where a role id stands. */
    sealed interface RoleId {
        /** Tells the id. */
        String value();

        /**
         * The id itself.
         *
         * @param value the id
         */
        record Given(String value) implements RoleId {}

        /**
         * A file that holds it.
         *
         * @param path the file
         */
        record InFile(Path path) implements RoleId {
            @Override
            public String value() {
                return WordFile.ROLE_ID.read(path);
            }
        }
    }

    /**
     * A login by a Kubernetes service account.
     *
     * @param mount where the login is mounted
     * @param role the role to log in as
     * @param jwt the file that holds the service account's token
     */
    record Kubernetes(String mount, String role, Path jwt) implements Credential {
        String token() {
            return WordFile.JWT.read(jwt);
        }

        @Override
        public String description() {
            return "Kubernetes at auth/" + mount + ", role " + role;
        }
    }
}
