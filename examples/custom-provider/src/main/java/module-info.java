/** A key-encryption key in a PKCS#11 token. */
module com.example.token {
    requires io.quorumseal.api;
    requires jdk.crypto.cryptoki;

    provides io.quorumseal.api.spi.KekProvider with
            com.example.token.TokenKekProvider;
}
