package io.quorumseal.api.spi;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The servers that are asked without a proxy. Parts are separated by commas: {@code *}, a host and all below it, with a dot
 * in front only what is below it, an address, or a range of addresses as {@code 10.0.0.0/8}; a port may follow all but a
 * range.
 *
 * @param parts the parts, in lower case
 */
record NoProxy(List<String> parts) {
    static final NoProxy NONE = new NoProxy(List.of());

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|(0*:)*:?0*1");
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*");
    private static final Pattern PORT = Pattern.compile("(.*?):(\\d{1,5})");

    static NoProxy parse(String value) {
        return new NoProxy(Stream.of(value.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList());
    }

    boolean exempts(URI server) {
        String host = String.valueOf(server.getHost()).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        return LOOPBACK.matcher(host).matches() || parts.stream().anyMatch(part -> fits(part, host, port(server)));
    }

    private static int port(URI server) {
        if (server.getPort() >= 0) {
            return server.getPort();
        }
        return "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
    }

    private static boolean fits(String part, String host, int port) {
        if (part.contains("/")) {
            return isInRange(part, host);
        }
        Matcher withPort = PORT.matcher(part);
        if (!ADDRESS.matcher(part).matches() && withPort.matches()) {
            return Integer.parseInt(withPort.group(2)) == port && fitsName(withPort.group(1), host);
        }
        return fitsName(part, host);
    }

    private static boolean fitsName(String part, String host) {
        String name = part.replaceAll("[\\[\\]]", "");
        if (name.equals("*")) {
            return true;
        }
        String below = name.startsWith("*.") ? name.substring(1) : name;
        return below.startsWith(".") ? host.endsWith(below) : host.equals(below) || host.endsWith("." + below);
    }

    private static boolean isInRange(String range, String host) {
        String[] ends = range.split("/", 2);
        Optional<byte[]> first = address(ends[0]);
        Optional<byte[]> asked = address(host);
        if (first.isEmpty() || asked.isEmpty() || !ends[1].matches("\\d{1,3}")) {
            return false;
        }
        int drop = first.get().length * Byte.SIZE - Integer.parseInt(ends[1]);
        return drop >= 0
                && first.get().length == asked.get().length
                && new BigInteger(1, first.get())
                        .shiftRight(drop)
                        .equals(new BigInteger(1, asked.get()).shiftRight(drop));
    }

    /** Reads an address that is written out: no name is looked up. */
    private static Optional<byte[]> address(String text) {
        try {
            return ADDRESS.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName(text).getAddress())
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
