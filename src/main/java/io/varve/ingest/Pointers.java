package io.varve.ingest;

/** JSON pointers (RFC 6901) to what is wrong in a body. */
final class Pointers {

    private Pointers() {}

    static String child(String pointer, String member) {
        return pointer + "/" + Texts.shown(member).replace("~", "~0").replace("/", "~1");
    }
}
