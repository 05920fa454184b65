import Counseling
import RecordStore
import Vault

// Lists pass over a thread that one of its own people, or a stray row, spoiled, so that one takes nothing else away. Here it is
// counted, so that somebody learns of it before they miss what lies in it.
extension Visit where P == ReadingStatus {
    /// How many threads of reviews, supervision, disclosures and credentials in which this person has a part are not what they should be.
    /// Those of complaints are counted where complaints are. What nobody can tell the kind of counts here.
    public func spoiledThreads() throws -> Int {
        let compartments = Compartments(session: session)
        let records = Records(session: session, reading: reading)
        let threads = Threads(session: session, reading: reading)
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: session.me).map(\.scope).filter { seen.insert($0).inserted }
            .filter { thread in
                guard try unlessSpoiled({ try records.home(of: thread) == nil }) ?? true else { return false }
                // Whoever was put out has the older keys only, and misses nothing.
                let belongs = try unlessSpoiled {
                    try compartments.history(of: thread, reading: reading).assigned.contains(.person(session.me))
                }
                // Who was never given a key of one hears nothing of it.
                guard let belongs else {
                    return try threads.stopped(thread).map { $0.kind != .complaint } ?? false
                }
                return try belongs && unlessSpoiled { try self.read(thread) } == nil
            }.count
    }

    /// Reads a thread as those do who list what lies in it.
    private func read(_ thread: OpaqueID) throws {
        let threads = Threads(session: session, reading: reading)
        // Nobody made the key yet, or it is still owed.
        guard try threads.holds(thread) else { return }
        switch try threads.kind(of: thread) {
        case .reviewEvent:
            _ = try ReviewDesk(session: session, reading: reading).review(thread)
            try refuse(threads.walk(thread, .reviewEvent, ReviewEvent.self).spoiled)
        case .supervisionEvent: try refuse(threads.walk(thread, .supervisionEvent, SupervisionEvent.self).spoiled)
        case .disclosureEvent:
            _ = try DisclosureDesk(session: session, reading: reading).disclosure(thread)
            try refuse(threads.walk(thread, .disclosureEvent, DisclosureEvent.self).spoiled)
        case .credentialEvent: try refuse(threads.walk(thread, .credentialEvent, CredentialEvent.self).spoiled)
        default: return
        }
    }

    private func refuse(_ spoiled: [UInt32]) throws {
        guard spoiled.isEmpty else { throw RoomError.altered }
    }
}
