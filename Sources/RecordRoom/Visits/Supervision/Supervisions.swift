import Counseling
import RecordStore

/// Who supervises whom, for conflicts of interest.
struct Supervisions {
    let session: RoomSession
    let reading: any StoreReading

    /// The supervision agreements in force, which lie in the compartment `practice` for everyone who works there.
    func inForce() throws -> [ConflictOfInterest.Supervision] {
        try Agreements(session: session, reading: reading).inForce(at: session.surroundings.now()).map {
            ConflictOfInterest.Supervision(supervisor: $0.body.supervisor, trainee: $0.body.trainee)
        }
    }
}
