package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.Purpose;

/** Dispatches an entry to the handler of its kind, after what holds for all kinds was checked. */
final class Decider {
    private final RegisterWriterHandler registerWriter = new RegisterWriterHandler();
    private final BootstrapHandler bootstrap = new BootstrapHandler();
    private final RotateDekHandler rotateDek = new RotateDekHandler();
    private final EnableEnvelopeHandler enableEnvelope = new EnableEnvelopeHandler();
    private final RewrapDeksHandler rewrapDeks = new RewrapDeksHandler();
    private final RetireDekHandler retireDek = new RetireDekHandler();
    private final NewKeysHandler newKeys = new NewKeysHandler();
    private final NewLogHandler newLog = new NewLogHandler();
    private final VoidHandler nothing = new VoidHandler();

    Decision decide(Scene scene, EncryptionEntry entry) {
        if (scene.at().index() <= 0) {
            throw Handler.malformed(scene.at(), "no entry stands at this index");
        }
        if (!scene.inControl() && !travelsAnywhere(entry)) {
            throw Handler.forbidden(scene.at(), "only what concerns its own log travels outside of the control group");
        }
        return Audit.recorded(scene, entry, dispatch(scene, entry));
    }

    private static boolean travelsAnywhere(EncryptionEntry entry) {
        return entry instanceof EncryptionEntry.Void
                || entry instanceof EncryptionEntry.NewLog
                || (entry instanceof EncryptionEntry.EnableEnvelope enable && enable.kind() == Purpose.RAFT);
    }

    private Decision dispatch(Scene scene, EncryptionEntry entry) {
        if (entry instanceof EncryptionEntry.RegisterWriter e) {
            return registerWriter.decide(scene, e);
        }
        if (entry instanceof EncryptionEntry.Bootstrap e) {
            return bootstrap.decide(scene, e);
        }
        if (entry instanceof EncryptionEntry.RotateDek e) {
            return rotateDek.decide(scene, e);
        }
        if (entry instanceof EncryptionEntry.EnableEnvelope e) {
            return enableEnvelope.decide(scene, e);
        }
        if (entry instanceof EncryptionEntry.RewrapDeks e) {
            return rewrapDeks.decide(scene, e);
        }
        if (entry instanceof EncryptionEntry.NewKeys e) {
            return newKeys.decide(scene, e);
        }
        if (entry instanceof EncryptionEntry.NewLog e) {
            return newLog.decide(scene, e);
        }
        return entry instanceof EncryptionEntry.RetireDek e
                ? retireDek.decide(scene, e)
                : nothing.decide(scene, (EncryptionEntry.Void) entry);
    }
}
