package dev.sundog.inference.schema;

import java.util.Map;
import java.util.Optional;

/**
 * Formats of strings as regular expressions; each admits a part of what its RFC does. Source: RFC
 * 3339 (dates and times, durations), RFC 4122 (UUID), RFC 5321 (e-mail), RFC 1123 (host names), RFC
 * 2673 (IPv4), RFC 4291 (IPv6), RFC 3986 (URI).
 */
final class Formats {
    private static final String LEAP_YEAR =
            "(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)";

    private static final String DATE =
            "(?:[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
                    + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|"
                    + LEAP_YEAR
                    + "-02-29)";

    private static final String CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

    private static final String TIME =
            CLOCK + ":[0-5][0-9](?:\\.[0-9]{1,6})?(?:Z|[+-]" + CLOCK + ")";

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private static final String IPV4 = BYTE + "(?:\\." + BYTE + "){3}";

    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,14}[A-Za-z0-9])?";

    private static final String TOP = "[A-Za-z]{2,10}";

    /** Checkers of e-mail addresses know the top-level domains that there are. */
    private static final String DOMAIN =
            "(?:com|org|net|edu|gov|info|io|dev|app|ai|eu|us|uk|ca|au|nz|de|at|ch|fr|it|es|pt|nl|be|se|no|dk|fi|pl|cz"
                + "|ie|kr|jp|cn|tw|hk|sg|in|id|th|vn|br|mx|ar|cl|za|tr|gr|il)";

    private static final String HOST = "(?:" + LABEL + "\\.){0,3}" + TOP;

    private static final Map<String, String> PATTERNS =
            Map.ofEntries(
                    Map.entry("date", DATE),
                    Map.entry("time", TIME),
                    Map.entry("date-time", DATE + "T" + TIME),
                    Map.entry(
                            "duration",
                            "P(?:[0-9]{1,4}W|[0-9]{1,4}D(?:T[0-9]{1,4}H)?|[0-9]{1,4}[YM]"
                                    + "|T[0-9]{1,4}(?:H(?:[0-9]{1,2}M(?:[0-9]{1,2}S)?)?"
                                    + "|M(?:[0-9]{1,2}S)?|S))"),
                    Map.entry(
                            "uuid",
                            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"),
                    Map.entry(
                            "email",
                            "[A-Za-z0-9_+-]{1,20}(?:\\.[A-Za-z0-9_+-]{1,20}){0,2}@(?:"
                                    + LABEL
                                    + "\\.){1,3}"
                                    + DOMAIN),
                    Map.entry("hostname", HOST),
                    Map.entry("ipv4", IPV4),
                    Map.entry("ipv6", "(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|::1|::"),
                    Map.entry(
                            "uri",
                            "(?:https?|ftp)://(?:"
                                    + LABEL
                                    + "\\.){1,3}"
                                    + TOP
                                    + "(?::[1-9][0-9]{0,3})?(?:/[A-Za-z0-9._~-]*)*(?:\\?[A-Za-z0-9._~=&-]*)?"
                                    + "(?:#[A-Za-z0-9._~-]*)?"));

    private Formats() {}

    /** The texts of a format as a regular expression for the whole text. */
    static Optional<String> pattern(String format) {
        return Optional.ofNullable(PATTERNS.get(format));
    }

    /** The formats there are. */
    static String known() {
        return String.join(", ", PATTERNS.keySet().stream().sorted().toList());
    }
}
