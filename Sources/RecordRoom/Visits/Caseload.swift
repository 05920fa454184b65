import Counseling
import RecordStore
import Vault

/// The cases that are this identity's, told from assignments and row addresses alone: nothing is opened, so that an entry can
/// name them before anything is.
struct Caseload {
    let session: RoomSession
    let reading: any StoreReading

    /// The cases assigned to this identity now.
    func cases() throws -> [OpaqueID] {
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: session.me).map(\.scope)
            .filter { seen.insert($0).inserted }
            .filter { scope in
                // A client's file lies in itself, a case in a client's file; nothing else bears its compartment's name.
                guard let file = try Records(session: session, reading: reading).compartment(of: scope), file != scope
                else { return false }
                return try Compartments(session: session).history(of: scope, reading: reading, depth: .links)
                    .assigned.contains(.person(session.me))
            }
    }

    /// What a visit that opens several compartments says of them in its entry; nil for every other.
    func scope(of subject: Subject, for action: Action) throws -> [OpaqueID]? {
        switch (subject, action) {
        case (.practice, .listNotes): return try cases()
        // Whoever leaves is told which of their notes are unsigned.
        case (.person(let person), .listHandover) where OpaqueID(person) == session.me: return try cases()
        case (.noteSearch(let lent), .searchNotes):
            let own = try cases() + PrivateNotes(session: session, reading: reading).candidates()
            return own + lent.map { OpaqueID($0) }.filter { !own.contains($0) }
        // break-glass
        case (.glass(let id), .listGlassNotes):
            return [try Glasses(session: session, reading: reading).one(OpaqueID(id)).request.compartment]
        default: return nil
        }
    }
}
