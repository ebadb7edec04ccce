package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.RejectedException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.internal.change.RegistrationDesk;
import io.quorumseal.core.internal.change.Roll;
import io.quorumseal.core.internal.clean.Maintenance;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.AskKeys;
import io.quorumseal.core.internal.peer.PeerMessage.AskNeeds;
import io.quorumseal.core.internal.peer.PeerMessage.Begin;
import io.quorumseal.core.internal.peer.PeerMessage.Command;
import io.quorumseal.core.internal.peer.PeerMessage.Done;
import io.quorumseal.core.internal.peer.PeerMessage.Prepare;
import io.quorumseal.core.internal.peer.PeerMessage.Register;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Answers what other nodes' runtimes ask. */
final class PeerService {
    private final RegistrationDesk desk;
    private final Roll roll;
    private final Maintenance maintenance;
    private final Function<Command, CompletionStage<Admin.Result>> commands;

    PeerService(
            RegistrationDesk desk,
            Roll roll,
            Maintenance maintenance,
            Function<Command, CompletionStage<Admin.Result>> commands) {
        this.desk = desk;
        this.roll = roll;
        this.maintenance = maintenance;
        this.commands = commands;
    }

    /** Answers a question that is known to be a member's. */
    CompletionStage<PeerMessage> answer(PeerMessage question) {
        if (question instanceof Register register) {
            return desk.serve(register);
        }
        if (question instanceof AskKeys keys) {
            return CompletableFuture.completedFuture(desk.known(keys));
        }
        if (question instanceof Prepare prepare) {
            return CompletableFuture.completedFuture(roll.prepare(prepare));
        }
        if (question instanceof Begin begin) {
            return maintenance.beginning(begin.work());
        }
        if (question instanceof AskNeeds needs) {
            return maintenance.needs(needs);
        }
        if (question instanceof Command command) {
            return commands.apply(command).thenApply(r -> new Done(r.already(), r.index(), r.text()));
        }
        throw new RejectedException(RejectedException.Reason.BAD_REQUEST, "an answer was sent as a question");
    }
}
