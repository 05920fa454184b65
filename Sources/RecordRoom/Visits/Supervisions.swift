import Counseling
import RecordStore

/// Who supervises whom, for conflicts of interest.
struct Supervisions {
    let session: RoomSession
    let reading: any StoreReading

    /// The supervision agreements in force, which lie in the compartment `practice` for everyone who works there.
    // Supervision agreements join here: until this version knows them nobody is bound by one.
    func inForce() throws -> [ConflictOfInterest.Supervision] { [] }
}
