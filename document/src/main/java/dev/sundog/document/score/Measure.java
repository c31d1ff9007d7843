package dev.sundog.document.score;

/** The measures of a document. */
public enum Measure {
    /** The mean of NID, TEDS and MHS. */
    OVERALL("overall"),
    /** Text and its order. */
    NID("nid"),
    /** The same without tables. */
    NID_S("nid_s"),
    /** The tables. */
    TEDS("teds"),
    /** Their structure. */
    TEDS_S("teds_s"),
    /** Headings and the text under them. */
    MHS("mhs"),
    /** Their structure. */
    MHS_S("mhs_s");

    private final String key;

    Measure(String key) {
        this.key = key;
    }

    /** The name in JSON, as dp-bench's evaluations have it. */
    public String key() {
        return key;
    }
}
