package io.quorumseal.tool.internal.page;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who is answered.
 *
 * @param loopback whether only this machine can ask. Then the name in the request has to be one that no website can have, or a
 *     website that has its name point to this machine could have a visitor's browser read the page
 * @param token what they have to bring; empty if nothing
 */
public record PageGuard(boolean loopback, Optional<PageToken> token) {
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Gives the refusal of a request, if it is to be refused. */
    Optional<PageAnswer> refusal(String method, Headers request) {
        if (loopback && !isOwnName(request.getOrDefault("Host", List.of()))) {
            return Optional.of(PageAnswer.text(
                    403, "The request names another host than localhost; ask for http://localhost:PORT/."));
        }
        if (token.isPresent() && !isAllowed(token.get(), request.getOrDefault("Authorization", List.of()))) {
            return Optional.of(PageAnswer.text(401, "Bring the token: Authorization: Bearer TOKEN.")
                    .with(
                            "WWW-Authenticate",
                            "Bearer realm=\"quorumseal\", Basic realm=\"quorumseal\", charset=\"UTF-8\""));
        }
        return method.equals("GET") || method.equals("HEAD")
                ? Optional.empty()
                : Optional.of(
                        PageAnswer.text(405, "Nothing can be changed here.").with("Allow", "GET, HEAD"));
    }

    private static boolean isOwnName(List<String> hosts) {
        return hosts.size() == 1
                && OWN_NAMES.contains(hosts.get(0).toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", ""));
    }

    private static boolean isAllowed(PageToken token, List<String> authorizations) {
        return authorizations.size() == 1 && token.isIn(authorizations.get(0));
    }
}
