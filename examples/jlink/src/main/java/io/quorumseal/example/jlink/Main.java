package io.quorumseal.example.jlink;

/** Says which module it runs in. */
public final class Main {
    private Main() {}

    /**
     * Prints the module.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.println(Main.class.getModule());
    }
}
