package com.example.token;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Set;

/** Opens KEKs that live in a PKCS#11 token: {@code pkcs11:CONFIG-FILE?alias=NAME&pin-file=PATH}. */
public final class TokenKekProvider implements KekProvider {

    /** Does nothing. */
    public TokenKekProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(TokenUri.SCHEME);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        TokenUri named = TokenUri.parse(uri);
        return new TokenKek(named.toString(), TokenKey.find(named));
    }
}
