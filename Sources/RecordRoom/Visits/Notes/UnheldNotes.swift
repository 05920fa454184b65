public import Counseling
import RecordStore
import Vault

/// Notes that wait for co-signing and that no supervisor has: the agreement under which they were handed in is over, and their
/// keys were lent to whoever supervised then. Only their author can hand them on.
public struct UnheldNotes: Sendable {
    /// What brings them before somebody.
    public enum Next: Sendable {
        /// Their author has a supervisor: signing hands them over.
        case handIn
        /// Their author is a trainee, and no agreement is in force.
        case agreement
        /// Their author signs alone meanwhile.
        case sign
    }

    public let notes: [Identifier<SessionNote>]
    public let next: Next

    public init(notes: [Identifier<SessionNote>], next: Next) { (self.notes, self.next) = (notes, next) }
}

/// Looks up what was handed in and is with nobody now.
struct Unheld {
    let session: RoomSession
    let reading: any StoreReading
    let now: UTCTime

    private var agreements: Agreements { Agreements(session: session, reading: reading) }
    private var submissions: Submissions { Submissions(session: session, reading: reading) }

    /// What this identity can do about its own.
    func next() throws -> UnheldNotes.Next {
        if session.chain.members[session.me]?.holds(.counselor) == true { return .sign }
        return try agreements.asTrainee(at: now).isEmpty ? .agreement : .handIn
    }

    /// Marks this identity's own notes among some. Where the thread of an agreement is spoiled nobody can tell what was handed
    /// over there: then none is marked, and `spoiledThreads` tells of it.
    func mark(_ entries: [NoteEntry]) throws -> [NoteEntry] {
        let isOwn = { (entry: NoteEntry) in entry.standing == .submitted && OpaqueID(entry.body.author) == session.me }
        // Whoever neither counsels nor learns it any more signs nothing.
        guard session.chain.members[session.me]?.holds([.counselor, .trainee]) == true, entries.contains(where: isOwn),
            let held = try unlessSpoiled({ try submissions.handedIn(under: agreements.asTrainee(at: now)) })
        else { return entries }
        let next = try next()
        return entries.map { entry in
            var marked = entry
            if isOwn(entry), !held.contains(.init(note: OpaqueID(entry.id), revision: UInt32(entry.versions))) {
                marked.unheld = next
            }
            return marked
        }
    }

    /// This identity's own, as the threads of its agreements tell them: no case is opened.
    func own() throws -> UnheldNotes {
        UnheldNotes(notes: try left { $0.trainee == session.me }, next: try next())
    }

    /// What trainees of this supervisor handed to them under an agreement that is over, and not under the one in force. Of what was
    /// handed to somebody else nobody but the trainee can know.
    func ofTrainees() throws -> [Identifier<SessionNote>] {
        let trainees = Set(try agreements.asSupervisor(at: now).map(\.trainee))
        return try left { $0.supervisor == session.me && trainees.contains($0.trainee) }
    }

    private func left(_ isAsked: (Agreements.Agreement) -> Bool) throws -> [Identifier<SessionNote>] {
        let inForce = Set(try agreements.inForce(at: now).map(\.id))
        let asked = try agreements.all().filter(isAsked)
        let disposals = Disposals(session: session, reading: reading)
        var found: [OpaqueID: Submissions.Submission] = [:]
        var settled: Set<Submissions.Version> = []
        for agreement in asked {
            for one in try unlessSpoiled({ try submissions.submissions(under: agreement) }) ?? [] {
                if one.verdict != nil || inForce.contains(agreement.id) {
                    settled.insert(one.version)
                } else if found[one.note].map({ $0.event.what.revision < one.event.what.revision }) ?? true {
                    found[one.note] = one
                }
            }
        }
        return try found.values.filter { one in
            try !settled.contains(one.version) && submissions.isWaiting(one) && !disposals.isDisposed(one.compartment)
                && isStill(one.agreement.trainee, counselorOf: one.compartment)
        }.sorted { ($0.event.at, $0.note) < ($1.event.at, $1.note) }.map { $0.event.what.note }
    }

    /// Whoever handed the case on hands nothing in.
    private func isStill(_ trainee: OpaqueID, counselorOf compartment: OpaqueID) throws -> Bool {
        try unlessSpoiled {
            try Compartments(session: session).history(of: compartment, reading: reading, depth: .links)
                .assigned.contains(.person(trainee))
        } ?? false
    }
}
