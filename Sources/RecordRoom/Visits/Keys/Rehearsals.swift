import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

/// That custodians' shares made a key, so that a practice knows when it last knew (恢复演练).
struct RehearsalLine: RecordBody, Sendable {
    private var schema = SchemaVersion1()
    let at: UTCTime
    /// The request whose shares made it.
    let recovery: Identifier<Recovery>

    init(at: UTCTime, recovery: Identifier<Recovery>) {
        self.at = at
        self.recovery = recovery
    }
}

/// Deposits to everybody who works here. One counts only from whoever asked for the shares, once enough were released to them:
/// those rows are signed by the custodians, so that nobody alone can put a rehearsal off.
struct Rehearsals {
    static let kind = "rehearsal"
    let session: RoomSession
    let reading: any StoreReading

    /// Hours by which one may be dated ahead of this clock and be told as of now: further ahead it would keep everybody quiet for as long.
    static let hoursAhead: Int64 = 24

    func last() throws -> UTCTime? {
        let now = session.surroundings.now()
        return try lines().values.filter { $0.seconds(since: now) <= Self.hoursAhead * 3600 }.max().map { min($0, now) }
    }

    /// The requests whose shares made a key.
    func done() throws -> Set<Identifier<Recovery>> { Set(try lines().keys) }

    private func lines() throws -> [Identifier<Recovery>: UTCTime] {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        try Compartments(session: session).open(practice, reading: reading)
        let recoveries = Recoveries(session: session, reading: reading)
        // A request tells of the custodians once, however often its shares are put together afterwards.
        var first: [Identifier<Recovery>: UTCTime] = [:]
        for row in try reading.rows(.deposit, scope: practice) {
            // One that anybody could have spoiled must not hide the others.
            guard let deposit = try? Deposit(parsing: row.body), deposit.isMeant(for: session.ring),
                (try? deposit.check(row: row, chain: session.chain)) != nil,
                let opened = try? session.sealer.open(deposit), opened.kind == Self.kind,
                opened.author == deposit.depositor, let line = try? RehearsalLine(body: opened.body),
                let standing = try? recoveries.one(OpaqueID(line.recovery)),
                standing.request.recipient == deposit.depositor,
                standing.releases.count >= standing.threshold
            else { continue }
            first[line.recovery] = min(first[line.recovery] ?? line.at, line.at)
        }
        return first
    }
}

extension Visit where P == RehearsingRecovery {
    /// Leaves word that it went well.
    func tell(of recovery: Identifier<Recovery>) throws {
        let transaction = try writing()
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let deposit = try Deposit(
            try RehearsalLine(at: now, recovery: recovery).encodedBody(), kind: Rehearsals.kind,
            to: try compartments.destination(of: practice, reading: transaction.reading),
            practice: session.chain.practice, membership: session.ring.membership, by: session.ring.identity)
        try transaction.put(deposit.row)
    }
}

extension Visit where P == ReadingStatus {
    /// When custodians' shares last made a key; nil where they never did.
    public func lastRehearsal() throws -> UTCTime? { try Rehearsals(session: session, reading: reading).last() }
}
