import Counseling
import RecordStore
import Vault

/// The cases that are this identity's, told from assignments and row addresses alone: nothing is opened, so that an entry can
/// name them before anything is.
struct Caseload {
    let session: RoomSession
    let reading: any StoreReading

    /// The cases assigned to this identity now. One into which somebody put a row that has no right to be there is left out:
    /// it takes the others not away, and lists name it.
    func cases() throws -> [OpaqueID] { try found().whole }

    /// Cases of which nobody can tell whose they are, because somebody spoiled them, where this identity is named in one.
    func spoiled() throws -> [OpaqueID] { try found().spoiled }

    /// Both, looked up once.
    func found() throws -> (whole: [OpaqueID], spoiled: [OpaqueID]) {
        var seen: Set<OpaqueID> = []
        var (whole, spoiled): ([OpaqueID], [OpaqueID]) = ([], [])
        for scope in try reading.rows(.assignment, target: session.me).map(\.scope) where seen.insert(scope).inserted {
            // A client's file lies in itself, a case in a client's file; nothing else began with its compartment.
            guard let file = try Records(session: session, reading: reading).home(of: scope), file != scope
            else { continue }
            let isMine = try unlessSpoiled {
                try Compartments(session: session).history(of: scope, reading: reading, depth: .links)
                    .assigned.contains(.person(session.me))
            }
            switch isMine {
            case true?: whole.append(scope)
            case false?: continue
            case nil: spoiled.append(scope)
            }
        }
        return (whole, spoiled)
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
