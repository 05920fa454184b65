import Counseling
import RecordStore
import Vault

// Threads whose statements are not what they should be: nobody is let in by them, and nothing is read under them. Whoever was given
// a key of one is told that it is there, so that a row without right, or one that was taken away, hides nothing from whom it
// belongs to. Nobody else hears of it: an assignment alone, which anybody can have logged, tells nothing.
extension Threads {
    struct Stopped {
        let thread: OpaqueID
        /// What its first event is; nil where that cannot be told.
        let kind: Records.Kind?
    }

    /// Those to which this identity belongs as far as their statements can be read, or out of which somebody outside of a complaint put
    /// it. Nothing but what the first event is gets opened, and its key is forgotten again.
    func stopped() throws -> [Stopped] {
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: session.me).map(\.scope).filter { seen.insert($0).inserted }
            .compactMap { try stopped($0) }
    }

    /// - Returns: nil for one that is in order, or of which this identity never had a key, or which it left
    func stopped(_ thread: OpaqueID) throws -> Stopped? {
        guard try unlessSpoiled({ try records.home(of: thread) == nil }) ?? true,
            try unlessSpoiled({ try holds(thread) }) == nil, try wasGivenKey(to: thread)
        else { return nil }
        let first = try firstKind(of: thread)
        if case .none? = first { return nil }
        let kind: Records.Kind? = if case .is(let kind)? = first { kind } else { nil }
        guard try belonged(to: thread, kind) else { return nil }
        return Stopped(thread: thread, kind: kind)
    }

    /// By the log's word: a grant that is gone was there. A row that is no grant gives nothing.
    private func wasGivenKey(to thread: OpaqueID) throws -> Bool {
        try reading.rows(.grant, target: session.me).contains { row in
            guard row.scope == thread else { return false }
            guard !row.body.isEmpty else { return true }
            guard let grant = try? Grant(parsing: row.body) else { return false }
            return (try? grant.check(row: row, chain: session.chain)) != nil
        }
    }

    /// Whether this identity belongs to a thread by what there is of its statements before the first that is not as it should be. Whoever
    /// left it rightly misses nothing; where no statement about them is left, they count.
    private func belonged(to thread: OpaqueID, _ kind: Records.Kind?) throws -> Bool {
        let beginning = try soundBeginning(of: thread)
        let me = Holder.person(session.me)
        guard let beginning, beginning.assignments.contains(where: { $0.member == me }) else { return true }
        if beginning.assigned.contains(me) { return true }
        return try kind == .complaint
            && ComplaintDesk(session: session, reading: reading).isShutOut(in: beginning)
    }

    func soundBeginning(of thread: OpaqueID) throws -> CompartmentHistory? {
        try unlessSpoiled {
            try CompartmentHistory(
                soundBeginningOf: thread, from: StoredCompartments(reading: reading), chain: session.chain)
        }
    }

    private enum First {
        case `is`(Records.Kind)
        /// The key opens, and there is no event: no thread.
        case none
    }

    /// What the first event of a thread is, opened with a key that was given for it, whatever its other statements are worth.
    /// - Returns: nil where it cannot be told
    private func firstKind(of thread: OpaqueID) throws -> First? {
        let holdings = session.ring.holdings
        defer { session.ring.holdings = holdings }
        var generations: [GenerationStatement] = []
        while let row = try unlessSpoiled({
            try reading.row(
                RowAddress(.generation, key: CompartmentKey.bytes(thread, UInt32(generations.count) + 1)))
        }) ?? nil, let statement = try? GenerationStatement(parsing: row.body) {
            generations.append(statement)
        }
        for row in try reading.rows(.grant, target: session.me).reversed() where row.scope == thread {
            guard let grant = try? Grant(parsing: row.body) else { continue }
            try? session.ring.adopt(grant, generations: generations)
        }
        guard session.ring.holds(thread, generation: 1) else { return nil }
        let id = try AttachedRecord.id(1, of: thread, in: thread, with: session.ring)
        let found = try unlessSpoiled { () -> First? in
            guard let row = try reading.row(RowAddress(.record, key: RecordHeader.key(id, 1))) else {
                return First.none
            }
            return Records.Kind(rawValue: try session.sealer.open(row).kind).map { .is($0) }
        }
        return found ?? nil
    }
}
