/** Wraps DEKs in a PKCS#11 token. Read {@code TokenKekProvider} first, then {@code TokenKek} and {@code TokenKey}. */
package com.example.token;
