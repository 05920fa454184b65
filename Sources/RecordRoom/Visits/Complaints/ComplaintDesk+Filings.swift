import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

// What was handed in, where its thread lies, and whether somebody keeps that from this identity.
extension ComplaintDesk {
    /// A filing of which this identity has a lot.
    struct Filed {
        let id: Identifier<Complaint>
        let filing: ComplaintFiling
        let thread: OpaqueID
        let deposit: Deposit

        /// The first event of its thread.
        func received(with ring: KeyRing) throws -> ComplaintEvent {
            .received(
                id, filing, key: Base64.encode(try deposit.openLotKey(with: ring).revealed(), padded: true))
        }
    }

    /// The filings of which this identity has a lot. What does not open, or is no filing by a workstation, is none.
    func filings() throws -> [Filed] {
        let committee = FixedCompartment.committee.id(in: session.chain.practice)
        return try reading.rows(.deposit, scope: committee).compactMap { row in
            guard let deposit = deposit(in: row), let content = try? session.sealer.openLot(deposit),
                let filing = Self.filing(content, in: deposit),
                let thread = try? Self.thread(of: Identifier(deposit.id), filing)
            else { return nil }
            return Filed(id: Identifier(deposit.id), filing: filing, thread: thread, deposit: deposit)
        }
    }

    /// The filing that lies in a deposit, opened with the data key that somebody handed on.
    /// - Returns: nil where there is no such deposit by a workstation, or the key is another's
    func filing(of id: Identifier<Complaint>, under key: String) throws -> ComplaintFiling? {
        guard let row = try reading.row(RowAddress(.deposit, key: id.bytes)), let deposit = deposit(in: row),
            let bytes = Base64.decode(key, padded: true), bytes.count == 32,
            let content = try? session.sealer.open(deposit, under: try SecretBytes(copying: bytes))
        else { return nil }
        return Self.filing(content, in: deposit)
    }

    private func deposit(in row: StoredRow) -> Deposit? {
        guard let deposit = try? Deposit(parsing: row.body),
            deposit.compartment == FixedCompartment.committee.id(in: session.chain.practice),
            (try? deposit.check(row: row, chain: session.chain)) != nil,
            session.chain.stations[deposit.depositor] != nil
        else { return nil }
        return deposit
    }

    private static func filing(
        _ content: (kind: String, author: OpaqueID, body: [UInt8]), in deposit: Deposit
    ) -> ComplaintFiling? {
        guard content.kind == filingKind, content.author == deposit.depositor else { return nil }
        return try? ComplaintFiling(body: content.body)
    }

    /// The identifier of the thread of a filing: the first 16 bytes of SHA-256(label, secret, deposit). Two who take it up at
    /// once so meet in one thread, and only those who can open the filing know where that will be.
    static func thread(of id: Identifier<Complaint>, _ filing: ComplaintFiling) throws -> OpaqueID {
        guard let secret = Hex.decode(filing.secret), secret.count == 32 else { throw RoomError.altered }
        var writer = ByteWriter(label: "tacet/1/complaint-thread")
        writer.fixed(secret)
        writer.id(OpaqueID(id))
        return OpaqueID(try SHA256.hash(writer.bytes).bytes.prefix(OpaqueID.count)) ?? .none
    }

    // MARK: what is kept from oneself

    /// Whether anything lies where a thread would, or did before somebody took it away.
    func isTaken(_ thread: OpaqueID) throws -> Bool {
        for rowClass in [RowClass.assignment, .generation, .grant, .record]
        where try unlessSpoiled({ try reading.rows(rowClass, scope: thread).isEmpty }) != true { return true }
        return false
    }

    /// The complaints of which this identity drew a lot, or once read the thread, and from which it is kept: somebody took
    /// the filing up without it, or put it out of the thread from outside, or spoiled the assignments of a thread of which it has no key,
    /// or made a thread in which nothing is to be read. Of a thread that was spoiled, and of which it has a key, it is told as of what cannot be read.
    func withheld(beside threads: Threadwork) throws -> [Identifier<Complaint>] {
        let read = Set(threads.found.map(\.complaint.id))
        let stopped = Set(threads.stopped.map(\.thread))
        let drawn = try filings().filter {
            try !stopped.contains($0.thread) && isTaken($0.thread)
                && (isShutOut(of: $0.thread, against: $0.filing.against)
                    || !read.contains($0.id) && isHollow($0.thread))
                && !isLeftToOthers($0)
        }.map(\.id)
        return drawn + threads.shutOut.filter { !drawn.contains($0) }
    }

    /// How many threads there are whose kind nobody can tell, but for those of filings that this identity drew, and how many of these.
    func unknown(beside threads: Threadwork) throws -> (drawn: Int, others: Int) {
        let unknown = threads.stopped.filter { $0.kind == nil }.map(\.thread)
        guard !unknown.isEmpty else { return (0, 0) }
        let drawn = Set(try filings().map(\.thread))
        let count = unknown.count { drawn.contains($0) }
        return (count, unknown.count - count)
    }

    /// Whether this identity is assigned to a thread of which it has no key or no first event, or which somebody made out to be a file.
    private func isHollow(_ thread: OpaqueID) throws -> Bool {
        try unlessSpoiled {
            guard try compartments.history(of: thread, reading: reading).assigned.contains(.person(session.me)) else {
                return false
            }
            return try Records(session: session, reading: reading).home(of: thread) != nil || !threads.holds(thread)
                || threads.kind(of: thread) == nil
        } ?? true
    }
}
