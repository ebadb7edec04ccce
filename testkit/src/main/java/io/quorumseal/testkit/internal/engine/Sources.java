package io.quorumseal.testkit.internal.engine;

/** Where the clauses stand. */
final class Sources {
    private Sources() {}

    /** A point of the guide's list, and what of the interface says the same. */
    static String point(int number, String member) {
        return "docs/guide.md, \"An engine of your own\", point " + number + ", and " + member;
    }
}
