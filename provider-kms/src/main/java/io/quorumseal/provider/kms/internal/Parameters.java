package io.quorumseal.provider.kms.internal;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The query of an {@code aws-kms:} URI: {@code NAME=VALUE} joined by {@code &}, values with percent escapes. */
record Parameters(Map<String, String> values) {
    private static final List<String> KNOWN = List.of("region", "endpoint", "profile", "role", "fips", "dualstack");
    private static final List<String> SECRET = List.of("secret", "token", "password", "access", "credential");

    static Parameters parse(String query) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!query.isEmpty()) {
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                checkName(name);
                String value = decode(name, equals < 0 ? "" : parameter.substring(equals + 1));
                if (values.put(name, value) != null) {
                    throw KmsUri.misconfigured("the parameter " + name + " stands there twice");
                }
            }
        }
        return new Parameters(values);
    }

    private static void checkName(String name) {
        if (KNOWN.contains(name)) {
            return;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (SECRET.stream().anyMatch(lower::contains)) {
            throw KmsUri.misconfigured("credentials do not belong in a URI, which is logged and shown; name a profile,"
                    + " or leave them to the environment or the machine's role");
        }
        throw KmsUri.misconfigured("it has a parameter that is not known; known are " + String.join(", ", KNOWN));
    }

    private static String decode(String name, String value) {
        try {
            String decoded = URI.create("x:/?" + value).getQuery();
            if (decoded != null && !decoded.isBlank() && decoded.chars().noneMatch(Character::isISOControl)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // Its message quotes the value, so it does not become the cause.
        }
        throw KmsUri.misconfigured(
                "the value of the parameter " + name + " is empty, or not written with percent escapes");
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean flag(String name) {
        return switch (values.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw KmsUri.misconfigured("the parameter " + name + " is neither true nor false");
        };
    }
}
