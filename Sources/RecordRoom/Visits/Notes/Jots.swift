public import Counseling
import RecordStore
import Vault

public enum DiscardingJot: ChangingPurpose { public static let action = Action.discardJot }

/// A jot that waits for its case's counselor.
public struct JotEntry: Sendable {
    public let id: Identifier<Jot>
    public let caseID: Identifier<CounselingCase>
    public let jot: Jot
}

/// The jots that wait in some cases.
public struct JotsFound: Sendable {
    /// Oldest first.
    public let entries: [JotEntry]
    /// Cases that are not as they should be: whether jots wait there nobody can tell. Deep verification says why.
    public let spoiled: [Identifier<CounselingCase>]
}

/// The jots of one case as the session's keys open them. Everybody can write a row: what does not open or count is passed over.
struct Jots {
    static let kind = "jot"
    static let doneKind = "jot-done"

    let session: RoomSession
    let reading: any StoreReading
    let compartment: OpaqueID

    /// Those of which nothing has become yet, oldest first.
    func waiting() throws -> [JotEntry] {
        let left = try left()
        let done = Set(left.done.filter(\.counts).compactMap(\.jot))
        return left.jots.filter { !done.contains($0.id) }.sorted { ($0.jot.at, $0.id.hex) < ($1.jot.at, $1.id.hex) }
    }

    /// The deposits that say a jot is done and are by nobody who might say so then: what verification names.
    func falselyDone() throws -> [OpaqueID] { try left().done.filter { !$0.counts }.map(\.deposit) }

    /// What was left in the case. A jot is a workstation's. That it is done counts only from the case's counselor, or whoever was
    /// when the log took it: others, those who left included, could make what is left for a counselor vanish.
    private func left() throws -> (
        jots: [JotEntry], done: [(jot: Identifier<Jot>?, deposit: OpaqueID, counts: Bool)]
    ) {
        let rows = try reading.rows(.deposit, scope: compartment)
        guard !rows.isEmpty else { return ([], []) }
        let history = try Compartments(session: session).open(compartment, reading: reading)
        let log = LoggedDeposits(session: session, reading: reading)
        var jots: [JotEntry] = []
        var done: [(jot: Identifier<Jot>?, deposit: OpaqueID, counts: Bool)] = []
        for row in rows {
            guard let deposit = try? Deposit(parsing: row.body), deposit.isMeant(for: session.ring),
                (try? deposit.check(row: row, chain: session.chain)) != nil,
                let content = try? session.sealer.open(deposit), content.author == deposit.depositor
            else { continue }
            switch content.kind {
            case Self.kind where session.chain.stations[deposit.depositor] != nil:
                guard let jot = try? Jot(body: content.body) else { continue }
                jots.append(JotEntry(id: Identifier(deposit.id), caseID: Identifier(compartment), jot: jot))
            case Self.doneKind:
                // One that says of nothing that it is done is no less by somebody who may say nothing.
                let body = try? JotDone(body: content.body)
                let counts = try log.left(row, by: deposit.depositor, as: [.counselor, .trainee], in: history)
                done.append((body?.jot, deposit.id, counts))
            default: continue
            }
        }
        return (jots, done)
    }

    /// Those of several cases: one that somebody spoiled takes the others away from nobody, and is named.
    /// - Parameter spoiled: cases of which it is known before
    static func waiting(
        in cases: [OpaqueID], beside spoiled: [OpaqueID], session: RoomSession, reading: any StoreReading
    ) throws -> JotsFound {
        var entries: [JotEntry] = []
        var unread = Set(spoiled)
        for compartment in cases {
            let jots = Jots(session: session, reading: reading, compartment: compartment)
            if let found = try unlessSpoiled({ try jots.waiting() }) {
                entries += found
            } else {
                unread.insert(compartment)
            }
        }
        return JotsFound(
            entries: entries.sorted { ($0.jot.at, $0.id.hex) < ($1.jot.at, $1.id.hex) },
            spoiled: unread.sorted().map { Identifier($0) })
    }

    /// Says what became of jots, in the transaction in which it became that.
    /// - Throws: `RoomError.notFound(.jot)` where one does not wait in this case
    func finish(
        _ jots: [Identifier<Jot>], as note: Identifier<SessionNote>?, at now: UTCTime, in transaction: RoomTransaction
    ) throws {
        let waiting = Set(try self.waiting().map(\.id))
        for jot in Set(jots).sorted(by: { $0.hex < $1.hex }) {
            guard waiting.contains(jot) else { throw RoomError.notFound(.jot) }
            let deposit = try Deposit(
                JotDone(jot, note: note, at: now).encodedBody(), kind: Self.doneKind,
                to: try Compartments(session: session).destination(of: compartment, reading: reading),
                practice: session.chain.practice, membership: session.ring.membership, by: session.ring.identity)
            try transaction.put(deposit.row)
        }
    }
}

extension Visit where P == ListingNotes {
    /// The jots that wait in the visit's case, or in every case of this person's.
    public func jots() throws -> [JotEntry] { try jotsFound().entries }

    /// The same, with the cases that could not be looked at; one case that is asked for by itself throws instead.
    public func jotsFound() throws -> JotsFound {
        guard case .counselingCase(let id) = subject else {
            let caseload = Caseload(session: session, reading: reading)
            return try Jots.waiting(in: scope, beside: caseload.spoiled(), session: session, reading: reading)
        }
        let jots = Jots(session: session, reading: reading, compartment: OpaqueID(id))
        return JotsFound(entries: try jots.waiting(), spoiled: [])
    }
}

extension Visit where P == WritingNote {
    /// Files a new draft in the visit's case that was made of jots; they wait no longer.
    public func write(_ content: NoteContent, of jots: [Identifier<Jot>]) throws -> DraftNote {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let draft = try write(content)
        try Jots(session: session, reading: reading, compartment: OpaqueID(id))
            .finish(jots, as: draft.id, at: now, in: try writing())
        return draft
    }
}

extension Visit where P == DiscardingJot {
    /// Sets a jot of the visit's case aside.
    public func discard(_ jot: Identifier<Jot>) throws {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        try Jots(session: session, reading: reading, compartment: OpaqueID(id))
            .finish([jot], as: nil, at: now, in: try writing())
    }
}

extension Visit where P == ReadingStatus {
    /// How many jots wait for the acting person.
    public func waitingJots() throws -> Int { try jotsFound().entries.count }

    /// The jots that wait for the acting person, with the cases that could not be looked at.
    public func jotsFound() throws -> JotsFound {
        let caseload = try Caseload(session: session, reading: reading).found()
        return try Jots.waiting(in: caseload.whole, beside: caseload.spoiled, session: session, reading: reading)
    }
}
