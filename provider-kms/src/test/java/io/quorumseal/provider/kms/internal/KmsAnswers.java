package io.quorumseal.provider.kms.internal;

import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.util.Map;
import java.util.function.Predicate;

/** Answers as KMS gives them, in AWS JSON 1.1. */
final class KmsAnswers {
    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-amz-json-1.1");

    private KmsAnswers() {}

    static Fault error(int status, String code) {
        return error(status, code, "scripted");
    }

    static Fault error(int status, String code, String message) {
        return Fault.answer(status, HEADERS, "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }

    static Fault json(String body) {
        return Fault.answer(200, HEADERS, body);
    }

    /** The answer to the question which key a name stands for. */
    static Fault key(String arn) {
        return json("{\"KeyMetadata\":{\"Arn\":\"" + arn + "\",\"KeyId\":\"" + arn.substring(arn.indexOf('/') + 1)
                + "\",\"KeySpec\":\"SYMMETRIC_DEFAULT\"}}");
    }

    static Predicate<FaultProxy.Call> calls(String operation) {
        return call -> call.target().equals("TrentService." + operation);
    }
}
