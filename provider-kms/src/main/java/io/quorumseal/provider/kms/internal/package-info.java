/** KEKs in AWS KMS. Start reading at {@link io.quorumseal.provider.kms.internal.AwsKmsKekProvider}. */
@NullMarked
package io.quorumseal.provider.kms.internal;

import org.jspecify.annotations.NullMarked;
