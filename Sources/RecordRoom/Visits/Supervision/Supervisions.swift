import Counseling
import RecordStore
import Vault

/// Who supervises whom, for conflicts of interest.
struct Supervisions {
    let session: RoomSession
    let reading: any StoreReading

    /// Who is tied to whom by an agreement, or may be: what somebody spoiled must not let a supervisor judge their trainee, nor the
    /// other way round. An agreement of which the last word is lost counts as one that is in force; where one is lost whole, whoever ever
    /// supervised may have supervised whoever ever was a trainee.
    func ties() throws -> [ConflictOfInterest.Supervision] {
        let agreements = Agreements(session: session, reading: reading)
        let now = session.surroundings.now()
        let (all, unreadable) = try agreements.read()
        var result = try all.filter { agreement in
            // Whoever is suspended, or has another role by now, is tied as before; and before it begins: whoever is to supervise
            // somebody judges them no more than whoever does.
            try agreement.body(at: now).until.map { now < $0 } ?? true && agreements.wasBetweenSuch(agreement)
        }.map { ConflictOfInterest.Supervision(supervisor: $0.body.supervisor, trainee: $0.body.trainee) }
        guard !unreadable.isEmpty else { return result }
        let people = session.chain.members.keys
        for supervisor in people where session.chain.everHeld(.supervisor, by: supervisor) {
            for trainee in people where trainee != supervisor && session.chain.everHeld(.trainee, by: trainee) {
                result.append(
                    ConflictOfInterest.Supervision(supervisor: Identifier(supervisor), trainee: Identifier(trainee)))
            }
        }
        return result
    }
}
