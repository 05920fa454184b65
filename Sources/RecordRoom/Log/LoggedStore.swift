import AuditTrail
import Cryptography
import RecordStore
import Vault

/// The practice file as a session sees it: the rows that the log says there are, and no others. A row that somebody put there
/// without an entry is not seen; where one is missing, or is another than the log has, whoever asks for it is told that the
/// file was altered, before anything rests on it.
final class LoggedStore: RecordStore {
    private let store: any RecordStore
    private let rows: LoggedRows

    init(_ store: any RecordStore, _ rows: LoggedRows) { (self.store, self.rows) = (store, rows) }

    func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result {
        try store.read { reading in
            try rows.catchUp(reading)
            return try body(LoggedReading(reading, rows))
        }
    }

    func write<Result>(_ body: (any StoreWriting) throws -> Result) throws -> Result {
        var written: LoggedWriting?
        let result = try store.write { writer in
            try rows.catchUp(writer)
            let logged = LoggedWriting(writer, rows)
            written = logged
            return try body(logged)
        }
        if let written { try rows.didCommit(written.pending, written.appended) }
        return result
    }

    func keepReading() { store.keepReading() }
    func pauseReading() { store.pauseReading() }
    func endReading() { store.endReading() }
    func releaseReserve() { store.releaseReserve() }
    func restoreReserve() { store.restoreReserve() }
}

class LoggedReading: StoreReading {
    /// The file as it is; verification looks at that.
    let file: any StoreReading
    fileprivate let logged: LoggedRows
    /// What this transaction wrote.
    fileprivate(set) var pending = RowIndex()
    fileprivate(set) var appended: [SignedEntry] = []
    /// Whether it wrote something on which histories of compartments rest.
    fileprivate var changesKeys: Bool { false }

    fileprivate init(_ file: any StoreReading, _ logged: LoggedRows) { (self.file, self.logged) = (file, logged) }

    // MARK: rows

    func row(_ address: RowAddress) throws -> StoredRow? {
        let found = try file.row(address)
        return try holding { () throws -> Held<StoredRow?> in
            guard let wanted = try pending.rows[address] ?? logged.row(address, file) else { return .value(nil) }
            guard let found, let held = try wanted.holding(found) else {
                return address.rowClass == .owed ? .value(nil) : .altered
            }
            return .value(held)
        }
    }

    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [StoredRow] {
        let found = try file.rows(rowClass, scope: scope)
        return try holding(found, remindsOnly: rowClass == .owed) {
            let wanted =
                try logged.rows(rowClass, scope: scope, file).filter { pending.rows[$0.address] == nil }
                + pending.rows(rowClass, scope: scope)
            return rowClass == .deposit ? try seen(wanted, lying: scope) : wanted
        }
    }

    /// The same without those that are missing, or others than the log has, where the caller says of each that it may.
    func rows(_ rowClass: RowClass, scope: OpaqueID, without mayMiss: (RowAddress) -> Bool) throws -> [StoredRow] {
        try present(try file.rows(rowClass, scope: scope), without: mayMiss) {
            try logged.rows(rowClass, scope: scope, file).filter { pending.rows[$0.address] == nil }
                + pending.rows(rowClass, scope: scope)
        }
    }

    /// All of a class, without those that are missing, or others than the log has.
    func presentRows(_ rowClass: RowClass) throws -> [StoredRow] {
        try present(try file.rows(rowClass, prefix: [], limit: .max), without: { _ in true }) {
            try known(rowClass, prefix: []).filter { !$0.isNothing }
        }
    }

    private func present(
        _ found: [StoredRow], without mayMiss: (RowAddress) -> Bool, _ wanted: () throws -> [RememberedRow]
    ) throws -> [StoredRow] {
        let kept = Dictionary(found.map { ($0.address, $0) }) { first, _ in first }
        return try holding(found, remindsOnly: false) {
            try wanted().filter { row in
                guard mayMiss(row.address) else { return true }
                return try kept[row.address].flatMap { try row.holding($0) } != nil
            }
        }
    }

    /// Deposits without those that nobody here ever saw and that the file has not: anybody, a workstation too, can say that something was
    /// left for somebody. What else was left is there, and that something may be missing is told when the command ends.
    private func seen(_ deposits: [RememberedRow], lying scope: OpaqueID) throws -> [RememberedRow] {
        try deposits.filter { row in
            guard row.scope == RememberedRow.somewhere else { return true }
            if let stored = try file.row(row.address), try row.holding(stored) != nil { return stored.scope == scope }
            logged.miss(row.address)
            return false
        }
    }

    /// How many deposits the log has that nobody here ever saw and that the file has not, as far as somebody asked: whoever takes a list
    /// of deposits for complete asks.
    var unseenDeposits: Int { logged.unseenDeposits.count }

    /// In which compartments somebody has rows; each is then asked for its own. Where one is gone or another, its compartment is
    /// named all the same, by a row that says nothing: one file that was altered does not end the list of the others.
    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [StoredRow] {
        let found = Dictionary(try file.rows(rowClass, target: target).map { ($0.address, $0) }) { first, _ in first }
        return try holding { () throws -> Held<[StoredRow]> in
            let wanted =
                try logged.rows(rowClass, target: target, file).filter { pending.rows[$0.address] == nil }
                + pending.rows(rowClass, target: target)
            var held: [StoredRow] = []
            for row in wanted.sorted(by: { $0.address < $1.address }) {
                if let stored = try found[row.address].flatMap(row.holding) {
                    held.append(stored)
                } else if rowClass != .owed, row.scope != RememberedRow.somewhere, row.target == target {
                    held.append(
                        StoredRow(address: row.address, scope: row.scope, target: target, version: 0, body: []))
                } else if rowClass != .owed {
                    return .altered
                }
            }
            return .value(held)
        }
    }

    func rows(_ rowClass: RowClass, prefix: [UInt8], limit: Int) throws -> [StoredRow] {
        // All of them: rows that nobody logged must not keep others out.
        let found = try file.rows(rowClass, prefix: prefix, limit: .max)
        let rows = try holding(found, remindsOnly: rowClass == .owed) {
            try known(rowClass, prefix: prefix).filter { !$0.isNothing }
        }
        return Array(rows.prefix(limit))
    }

    private func known(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow] {
        try logged.rows(rowClass, prefix: prefix, file).filter { pending.rows[$0.address] == nil }
            + pending.rows(rowClass, prefix: prefix)
    }

    /// What has the place of a revision of a record and is none, because the entry that began it says what it is not.
    /// - Returns: by the number of the revision, the hash that the log has there
    func places(takenIn record: OpaqueID) throws -> [UInt32: Digest] {
        let taken = try known(.record, prefix: record.bytes).filter(\.isNothing)
        return Dictionary(
            taken.compactMap { row in RecordHeader.parts(ofKey: row.address.key).map { ($0.revision, row.hash) } }
        ) { first, _ in first }
    }

    /// Where the first revision of a record lies, as the log has it; nil where there is none or nobody here saw it.
    func compartment(of record: OpaqueID) throws -> OpaqueID? {
        let first = try known(.record, prefix: record.bytes).min { $0.address < $1.address }
        return first.flatMap { [RememberedRow.somewhere, RememberedRow.nowhere].contains($0.scope) ? nil : $0.scope }
    }

    /// Where the record lies that began together with a compartment, under one identifier; nil where none did.
    /// - Throws: `.altered` where nobody can tell, because it was gone before anybody here saw it
    func home(of compartment: OpaqueID) throws -> OpaqueID? {
        let first = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0))
        let record = RowAddress.record(compartment, 1)
        // Before it is logged, what one transaction writes is one entry.
        if case .some(.some(let row)) = pending.rows[record], case .some(.some) = pending.rows[first] {
            return row.scope
        }
        guard let assignment = try logged.row(first, file), let row = try logged.row(record, file),
            assignment.lasting != .zero, assignment.lasting == row.lasting
        else { return nil }
        guard ![RememberedRow.somewhere, RememberedRow.nowhere].contains(row.scope) else {
            // What was remembered too late may have come back.
            guard try logged.remakeFromLog(file), let again = try logged.row(record, file),
                ![RememberedRow.somewhere, RememberedRow.nowhere].contains(again.scope)
            else { throw RoomError.altered }
            return again.scope
        }
        return row.scope
    }

    func forEachRow(
        _ rowClass: RowClass, scope: OpaqueID, _ body: (_ key: [UInt8], _ row: () throws -> StoredRow) throws -> Void
    ) throws {
        func wanted() throws -> [[UInt8]: LoggedRow] {
            let all =
                try logged.rows(rowClass, scope: scope, file).filter { pending.rows[$0.address] == nil }
                + pending.rows(rowClass, scope: scope)
            return Dictionary(all.map { ($0.address.key, $0.logged) }) { _, last in last }
        }
        // Hashed where each is opened, on every core.
        let keys = try wanted()
        var missing = Set(keys.keys)
        try file.forEachRow(rowClass, scope: scope) { key, row in
            guard let logged = keys[key] else { return }
            missing.remove(key)
            try withoutActuallyEscaping(row) { row in
                try body(key) {
                    var row = try row()
                    row.logged = logged
                    return row
                }
            }
        }
        guard !missing.isEmpty else { return }
        guard try logged.remakeFromLog(file) else { throw RoomError.altered }
        // Where the memory was wrong and not the file, some were passed over: it is not wrong the next time.
        throw try wanted() == keys ? RoomError.altered : RoomError.busy
    }

    /// Makes what is remembered anew from the log, before a row that is read in a list is called altered.
    func remakeFromLog() throws -> Bool { try logged.remakeFromLog(file) }

    private enum Held<Value> {
        case value(Value)
        case altered
    }

    private func holding<Value>(_ check: () throws -> Held<Value>) throws -> Value {
        if case .value(let value) = try check() { return value }
        guard try logged.remakeFromLog(file), case .value(let value) = try check() else { throw RoomError.altered }
        return value
    }

    /// Those that the log says there are, each as it says.
    /// - Parameter isReminder: whether they only remind, as marks of what is owed do: one that is missing or another must keep nobody from
    ///   entering, or from making the key that it is about
    private func holding(
        _ found: [StoredRow], remindsOnly isReminder: Bool, _ wanted: () throws -> [RememberedRow]
    ) throws -> [StoredRow] {
        try holding { () throws -> Held<[StoredRow]> in
            var missing = Dictionary(try wanted().map { ($0.address, $0) }) { _, last in last }
            var held: [StoredRow] = []
            for row in found {
                guard let wanted = missing.removeValue(forKey: row.address) else { continue }
                guard let row = try wanted.holding(row) else {
                    if isReminder { continue }
                    return .altered
                }
                held.append(row)
            }
            return missing.isEmpty || isReminder ? .value(held) : .altered
        }
    }

    /// Whether the log has a row of the membership chain as its signer's own.
    func isLink(_ address: RowAddress) throws -> Bool {
        if case .some(let written) = pending.rows[address] { return written != nil }
        return try logged.row(address, file)?.isLink ?? false
    }

    // MARK: times

    func contains(slot tag: OpaqueID) throws -> Bool { try owners(of: [tag])[tag] != nil }

    /// What the log's slots rows occupy. A tag that nobody logged is not seen; one that is missing in the file was taken away.
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] {
        let found = try file.owners(of: tags)
        return try holding { () throws -> Held<[OpaqueID: OpaqueID]> in
            guard let remembered = try logged.owners(of: tags, file) else { return .altered }
            let wanted = remembered.filter { pending.rows[RowAddress(.slots, key: $0.value.bytes)] == nil }
                .merging(pending.owners(of: tags)) { _, newer in newer }
            return wanted.allSatisfy { found[$0.key] == $0.value } ? .value(wanted) : .altered
        }
    }

    // MARK: histories

    /// A compartment's history, where one that was read is still what the rows say.
    func history(
        of compartment: OpaqueID, _ depth: CompartmentHistory.Depth, _ chain: MembershipChain
    ) -> CompartmentHistory? {
        changesKeys ? nil : logged.histories.history(of: compartment, depth, chain)
    }

    func keep(_ history: CompartmentHistory, _ depth: CompartmentHistory.Depth, _ chain: MembershipChain) {
        if !changesKeys { logged.histories.keep(history, depth, chain) }
    }

    // MARK: entries

    /// As `CheckedEntries`, with what this transaction wrote.
    func forEachEntry(from place: EntryPlace?, _ body: (StoredEntry) throws -> Void) throws {
        var tree = logged.tree
        for entry in appended { _ = try tree.append(entry.hash) }
        try logged.checked(file, upTo: tree).forEachEntry(from: place, body)
    }

    // MARK: the rest is as it is

    func forEachRow(_ body: (StoredRow?) throws -> Void) throws { try file.forEachRow(body) }
    func checkIntact() throws -> () throws -> Bool { try file.checkIntact() }
    func forEachSlot(_ body: (OpaqueID, OpaqueID) throws -> Void) throws { try file.forEachSlot(body) }
    func entry(_ place: EntryPlace) throws -> StoredEntry? { try file.entry(place) }
    func lastEntry(of actor: OpaqueID) throws -> StoredEntry? { try file.lastEntry(of: actor) }
    func logSize() throws -> (epoch: UInt32, size: UInt64)? { try file.logSize() }
    func logSizes() throws -> [(epoch: UInt32, size: UInt64)] { try file.logSizes() }
    func node(epoch: UInt32, level: Int, index: UInt64) throws -> Digest? {
        try file.node(epoch: epoch, level: level, index: index)
    }
    func forEachNode(_ body: (UInt32, MerkleNode) throws -> Void) throws { try file.forEachNode(body) }
    func checkpoints() throws -> [StoredCheckpoint] { try file.checkpoints() }
}

private final class LoggedWriting: LoggedReading, StoreWriting {
    private let writer: any StoreWriting
    private var hasChangedKeys = false
    override fileprivate var changesKeys: Bool { hasChangedKeys }

    init(_ writer: any StoreWriting, _ logged: LoggedRows) {
        self.writer = writer
        super.init(writer, logged)
    }

    func put(_ row: SealedRow, version: UInt32) throws {
        try writer.put(row, version: version)
        hasChangedKeys = hasChangedKeys || KeptHistories.rest(on: row.address.rowClass)
        pending.set(
            row.address,
            RememberedRow(
                address: row.address, scope: row.scope, target: row.target, hash: try row.hash(version: version),
                version: version,
                lasting: try row.lasting(),
                tags: row.address.rowClass == .slots ? try SlotTags.tags(in: row.body) : []))
    }

    func remove(_ address: RowAddress) throws {
        try writer.remove(address)
        hasChangedKeys = hasChangedKeys || KeptHistories.rest(on: address.rowClass)
        pending.set(address, nil)
    }

    func append(_ entry: SignedEntry, nodes: [MerkleNode]) throws {
        try writer.append(entry, nodes: nodes)
        appended.append(entry)
    }

    func put(_ checkpoint: StoredCheckpoint) throws { try writer.put(checkpoint) }
}

extension RememberedRow {
    /// A row of the file that is as the log says, now or as it had it before, and lies where it belongs; nil for another.
    fileprivate func holding(_ row: StoredRow) throws -> StoredRow? {
        let anywhere = [RememberedRow.somewhere, RememberedRow.nowhere]
        guard anywhere.contains(scope) || scope == row.scope, anywhere.contains(target) || target == row.target else {
            return nil
        }
        guard try logged.isThis(row) else { return nil }
        guard !formers.isEmpty else { return row }
        var row = row
        row.logged = logged
        return row
    }
}

extension StoreReading {
    /// The marks of what is owed, where the file has at most so many; nil where it has more, of which the others are not read.
    func marks(upTo limit: Int) throws -> [StoredRow]? {
        let file = (self as? LoggedReading)?.file ?? self
        let found = try file.rows(.owed, prefix: [], limit: limit + 1)
        guard found.count <= limit else { return nil }
        return try found.compactMap { try row($0.address) }
    }
}
