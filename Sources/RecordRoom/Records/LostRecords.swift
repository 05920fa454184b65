import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Records that said something and open for nobody any more. Whoever belongs to the staff can have another data key logged around
/// any record. Where the newest word counts, one that is lost must not give the word before it its place back: somebody's
/// withdrawn credential would count again, an agreement that was ended would hand out notes.
struct LostRecords {
    let session: RoomSession
    let reading: any StoreReading

    /// Opens a row among which one decides, and checks its author's signature.
    /// - Parameters:
    ///   - newest: the newest generation, where a renewal takes along what there is: what was logged under an older one after it is passed
    ///     over, what a renewal left behind is not; nil where it may lie under any that the compartment has
    ///   - isLasting: whether the next command will read it too; its signature is not checked again
    ///   - counted: whether a row would have counted that somebody logged where the membership chain stood
    /// - Returns: nil for what cannot be read and never counted
    /// - Throws: `RoomError.unreadableRecord` for what did count
    func open(
        _ row: StoredRow, under newest: UInt32? = nil, isLasting: Bool = false,
        counted: (_ writer: OpaqueID, _ position: UInt32) throws -> Bool
    ) throws -> OpenedRecord? {
        if let newest, let generation = (try? Envelope(row))?.generation, generation != newest,
            try !wasLeftBehind(row, under: generation)
        {
            return try lost(row, counted)
        }
        var opened = read(row, isLasting)
        if case .failure(.noKey) = opened {
            // The key may have been renewed while this command ran.
            try Compartments(session: session).open(row.scope, reading: reading)
            opened = read(row, isLasting)
        }
        switch opened {
        case .success(let opened): return opened
        case .failure(.noKey):
            // Whoever has the newest key has those before it; what names another names none. One that does not lead back to those
            // before it was made so: what it keeps from whoever was let in since said something.
            let current = try Compartments(session: session).history(of: row.scope, reading: reading).current
            guard let current, session.ring.holds(row.scope, generation: current.generation) else { return nil }
            let isCutOff = try Envelope(row).generation < current.generation
            return try lost(row, evenUntouched: isCutOff, counted)
        case .failure(let error):
            guard case .altered = RoomError(carrying: error) else { throw error }
            return try lost(row, counted)
        }
    }

    /// - Returns: nil for what is as it was first logged, or by whose word did not count: it said nothing
    private func lost(
        _ row: StoredRow, evenUntouched isTold: Bool = false,
        _ counted: (_ writer: OpaqueID, _ position: UInt32) throws -> Bool
    ) throws -> OpenedRecord? {
        guard let made = try origin(of: row), made.isTouched || isTold, try counted(made.writer, made.position) else {
            return nil
        }
        throw RoomError.unreadableRecord(place: row.address.place)
    }

    /// Whether a row is as it was logged, and that was before the next generation of its compartment was: who made that one should have
    /// taken it along.
    private func wasLeftBehind(_ row: StoredRow, under generation: UInt32) throws -> Bool {
        guard generation < .max, let made = try origin(of: row), !made.isTouched,
            let next = try begin(of: generation + 1, of: row.scope)
        else { return false }
        return next > made.order
    }

    /// The entry that a generation began with, as the log's rules let it in (`LoggedRows`): another that says so before it, by whoever
    /// has no right to, or of something else, is none. Its place among all, from 1; nil where there is no such generation.
    private func begin(of generation: UInt32, of compartment: OpaqueID) throws -> Int? {
        let wanted = RowAddress(.generation, key: CompartmentKey.bytes(compartment, generation))
        guard let row = try reading.row(wanted) else { return nil }
        let keys = LoggedKeys(chain: session.chain, reading: reading)
        var logged: [RowAddress: Digest] = [:]
        var (position, order): (UInt32, Int) = (0, 0)
        var begin: Int?
        try reading.forEachEntry(from: nil) { stored in
            order += 1
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            if session.chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            guard begin == nil, LoggedRules.isMember(entry.actor, at: position, session.chain) else { return }
            let changes = LoggedChanges(entry, at: position)
            for change in entry.changes
            where [.generation, .assignment].contains(change.address.rowClass)
                && KeyPlace(change.address)?.compartment == compartment && logged[change.address] == nil
                && change.isFirst && change.isSound
            {
                guard try keys.mayBegin(change.address, in: changes, { logged[$0] }) else { continue }
                logged[change.address] = change.after
                if change.address == wanted { begin = order }
            }
        }
        return try logged[wanted] == row.hash() ? begin : nil
    }

    /// Whether a record could be read when the log took it, by whoever held its compartment then: it lay under the key that was the newest.
    /// Where it could not, nobody went by it, whatever key was put around it since.
    func wasReadable(_ row: StoredRow) throws -> Bool {
        guard let made = try origin(of: row),
            var generation = try Compartments(session: session).history(of: row.scope, reading: reading).current?
                .generation
        else { return false }
        while try begin(of: generation, of: row.scope).map({ $0 > made.order }) ?? true {
            guard generation > 1 else { return false }
            generation -= 1
        }
        return try session.sealer.first(row, under: generation).hash() == made.first
    }

    private func read(_ row: StoredRow, _ isLasting: Bool) -> Result<OpenedRecord, VaultError> {
        Result { () throws(VaultError) in
            let opened = try session.sealer.open(row)
            try opened.checkSignature(in: session.chain, isLasting: isLasting)
            return opened
        }
    }

    /// How a record came into the log, as far as the log's rules let it in (`LoggedRules`): what an entry says beside them,
    /// of this row or in its place, takes nothing away and gives nothing.
    func origin(of row: StoredRow) throws -> RowOrigin? {
        let lasting = try row.lasting()
        if let known = session.origins[row.address], known.lasting == lasting { return known }
        var (position, order): (UInt32, Int) = (0, 0)
        var (found, hash, version): (RowOrigin?, Digest, UInt32?) = (nil, .zero, nil)
        try reading.forEachEntry(from: nil) { stored in
            order += 1
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            if session.chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            guard LoggedRules.isMember(entry.actor, at: position, session.chain) else { return }
            // The row is there: what says that it went is no rightful removal.
            for change in entry.changes
            where change.address == row.address && change.before == hash && change.after != .zero
                && change.lasting == lasting && change.mayFollow(version)
            {
                found =
                    found?.touched
                    ?? RowOrigin(
                        writer: entry.actor, position: position, order: order, first: change.after, lasting: lasting)
                (hash, version) = (change.after, max(version ?? 0, change.version))
            }
        }
        session.origins[row.address] = found
        return found
    }
}

/// Who logged a record first, and how far the membership chain had come then.
struct RowOrigin {
    let writer: OpaqueID
    let position: UInt32
    /// The place of the entry among all, from 1.
    let order: Int
    /// What the row was then.
    let first: Digest
    let lasting: Digest
    /// Whether another key was put around it since.
    private(set) var isTouched = false

    var touched: RowOrigin {
        var touched = self
        touched.isTouched = true
        return touched
    }
}

/// Runs what rests on records that may be lost; nil where one is.
func unlessLost<Result>(_ body: () throws -> Result?) throws -> Result? {
    do { return try body() } catch RoomError.unreadableRecord { return nil }
}

extension LostRecords {
    /// Opens a row that counts where a director wrote it, while they were one. There are few, and every command reads them.
    func openDirectors(_ row: StoredRow) throws -> OpenedRecord? {
        try open(row, isLasting: true) { writer, position in
            session.chain.duties(of: writer, at: position)?.contains(.director) == true
        }
    }
}
