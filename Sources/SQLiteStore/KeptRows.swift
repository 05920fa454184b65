public import Cryptography
import Foundation
public import RecordStore
public import Vault

/// Remembered rows in a small file: a base, which is sorted blocks (`SortedBlocks`), and behind it the steps since, one for each time
/// that rows changed. A command reads the base's directory, the steps, and those blocks that it asks for; it writes a step. Where
/// the steps have become long beside the base, all is written anew as a base.
///
/// Nothing in it is secret, and nothing is lost with it, so that no commit waits for the disk. What was signed of a base is the hash of its
/// directory, and of a step the hash of everything before it and its own: a step counts only behind what it was made behind.
public final class KeptRows: RowMemoryFile {
    private let path: String
    /// nil where there is no base that could be one.
    private var base: Base?
    /// What the steps say since.
    private var changed = RowIndex()
    private var names = ProvenNames()
    private var ordered: UInt64 = 0
    /// The hash that the next step is made behind, and where it begins.
    private var content = Digest.zero
    private var end = 0
    private var steps: [KeptStep] = []
    public let found: [KeptMemory]

    private struct Base {
        let blocks: SortedBlocks
        let descriptor: Int32
        /// Where the steps begin.
        let end: Int
    }

    /// - Parameter path: the file, in a folder that is there; it need not be
    public init(path: String) {
        self.path = path
        guard let opened = try? KeptRowsFile.open(path) else {
            found = []
            return
        }
        base = Base(blocks: opened.blocks, descriptor: opened.descriptor, end: opened.stepsStart)
        (names, ordered) = (opened.names, opened.orderedAt)
        (content, end) = (opened.kept.content, opened.stepsStart)
        steps = opened.steps
        found = steps.reversed().map(\.kept) + [opened.kept]
    }

    public func take(_ index: Int) throws {
        let taken = steps.dropLast(min(index, steps.count))
        for step in taken {
            let (changes, added, orderedAt) = try step.changes()
            ordered = orderedAt
            for (address, row) in changes { changed.set(address, row) }
            if !added.bytes.isEmpty { names = names.union(added) }
        }
        if let last = taken.last { (content, end) = (last.kept.content, last.end) }
        steps = []
    }

    // MARK: asking

    private var blocks: SortedBlocks {
        get throws {
            guard let base else { throw StoreError.damaged(code: 0) }
            return base.blocks
        }
    }

    public func row(_ address: RowAddress) throws -> RememberedRow? {
        if let known = changed.rows[address] { return known }
        return try keptRow(address)
    }

    private func keptRow(_ address: RowAddress) throws -> RememberedRow? {
        try blocks.value(of: KeptKey.row(address)).map { try KeptRowFormat.row(address, $0) }
    }

    public func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow] {
        try rows(KeptKey.scope(rowClass, scope), rowClass) + changed.rows(rowClass, scope: scope)
    }

    public func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow] {
        let kept: [RememberedRow]
        if target == .none {
            // Most rows are for nobody, and no key says so.
            kept = try keptRows(rowClass, prefix: []).filter { $0.target == target }
        } else {
            kept = try rows(KeptKey.target(rowClass, target), rowClass)
        }
        return kept + changed.rows(rowClass, target: target)
    }

    public func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow] {
        try keptRows(rowClass, prefix: prefix) + changed.rows(rowClass, prefix: prefix)
    }

    /// Rows of the base that did not change since and of which there is a key that begins so.
    private func rows(_ prefix: [UInt8], _ rowClass: RowClass) throws -> [RememberedRow] {
        var addresses: [RowAddress] = []
        try blocks.forEach(from: prefix) { key, _ in
            guard key.starts(with: prefix) else { return false }
            addresses.append(RowAddress(rowClass, key: Array(key.dropFirst(prefix.count))))
            return true
        }
        return try addresses.filter { changed.rows[$0] == nil }.map { address in
            guard let row = try keptRow(address) else { throw StoreError.damaged(code: 0) }
            return row
        }
    }

    private func keptRows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow] {
        let head = KeptKey.row(RowAddress(rowClass, key: []))
        var rows: [RememberedRow] = []
        try blocks.forEach(from: head + prefix) { key, value in
            guard key.starts(with: head), key.dropFirst(head.count).starts(with: prefix) else { return false }
            let address = RowAddress(rowClass, key: Array(key.dropFirst(head.count)))
            if changed.rows[address] == nil { rows.append(try KeptRowFormat.row(address, value)) }
            return true
        }
        return rows
    }

    public func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] {
        var owners: [OpaqueID: OpaqueID] = [:]
        for tag in tags {
            guard let owner = try blocks.value(of: KeptKey.tag(tag)).flatMap({ OpaqueID($0) }),
                changed.rows[RowAddress(.slots, key: owner.bytes)] == nil
            else { continue }
            owners[tag] = owner
        }
        return owners.merging(changed.owners(of: tags)) { _, newer in newer }
    }

    public func proven() throws -> ProvenNames { names }

    public func orderedAt() throws -> UInt64 { ordered }

    // MARK: writing

    public func write(
        _ state: LogState, _ changes: [RowAddress: RememberedRow?], proven: ProvenNames, orderedAt: UInt64, isNew: Bool,
        sign: (Digest) throws -> [UInt8]
    ) throws {
        if !isNew, let base, try append(state, changes, proven, orderedAt, behind: base, sign) { return }
        do {
            let rows = isNew ? changes : changed.rows.merging(changes) { _, new in new }
            try writeBase(state, rows, proven, orderedAt, isNew, sign)
        } catch StoreError.damaged(let code) {
            // Nobody could go on from a base that cannot be read; the next command makes another out of the log.
            unlink(path)
            throw StoreError.damaged(code: code)
        }
    }

    /// - Returns: false where a base is to be written instead
    private func append(
        _ state: LogState, _ changes: [RowAddress: RememberedRow?], _ proven: ProvenNames, _ orderedAt: UInt64,
        behind base: Base, _ sign: (Digest) throws -> [UInt8]
    ) throws -> Bool {
        let added = proven.subtracting(names)
        var step = KeptStep.unsigned(state, changes, added, orderedAt)
        let length = end - base.end + step.count + KeptStep.overhead
        guard Self.isShort(length, besides: base.blocks.count) else { return false }
        let next = try KeptStep.content(step[...], behind: content)
        step += try sign(next)
        let bytes = KeptStep.framed(step)
        guard try KeptRowsFile.append(bytes, to: path, at: end, ifStill: base.descriptor) else { return false }
        for (address, row) in changes { changed.set(address, row) }
        (names, ordered) = (names.union(added), orderedAt)
        (content, end) = (next, end + bytes.count)
        return true
    }

    /// Every command reads the steps, and writing a base takes as long as it is: together they take least where the square of the one is
    /// a multiple of the other.
    private static func isShort(_ steps: Int, besides base: Int) -> Bool {
        steps < 16_384 || steps < 1 << 20 && steps * steps < base * 512
    }

    /// Replaces the file by one without steps.
    private func writeBase(
        _ state: LogState, _ rows: [RowAddress: RememberedRow?], _ proven: ProvenNames, _ orderedAt: UInt64,
        _ isNew: Bool, _ sign: (Digest) throws -> [UInt8]
    ) throws {
        var builder = BlockBuilder()
        var puts: [(key: [UInt8], value: [UInt8])] = []
        for case (let address, let row?) in rows { puts += KeptKey.entries(of: row, at: address) }
        puts.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var place = 0
        if !isNew {
            var gone: Set<[UInt8]> = []
            for address in rows.keys {
                if let old = try keptRow(address) { gone.formUnion(KeptKey.entries(of: old, at: address).map(\.key)) }
            }
            try blocks.forEach(from: [], keeping: false) { key, value in
                while place < puts.count, puts[place].key.lexicographicallyPrecedes(key) {
                    try builder.add(puts[place].key, puts[place].value)
                    place += 1
                }
                let isReplaced = place < puts.count && key.elementsEqual(puts[place].key)
                let isTagGone = KeptKey.isTag(key) && rows[RowAddress(.slots, key: Array(value))] != nil
                if isReplaced || isTagGone || gone.contains(Array(key)) { return true }
                try builder.add(key, value)
                return true
            }
        }
        for put in puts[place...] { try builder.add(put.key, put.value) }
        let written = try KeptRowsFile.write(state, &builder, proven, orderedAt, sign, to: path)
        base = Base(blocks: written.blocks, descriptor: written.descriptor, end: written.stepsStart)
        (changed, names, ordered) = (RowIndex(), proven, orderedAt)
        (content, end) = (written.kept.content, written.stepsStart)
    }
}

/// What entries of a base are called.
enum KeptKey {
    private enum Table: UInt8 {
        case row = 1
        case scope = 2
        case target = 3
        case tag = 4
    }

    static func row(_ address: RowAddress) -> [UInt8] { [Table.row.rawValue, address.rowClass.rawValue] + address.key }
    static func scope(_ rowClass: RowClass, _ scope: OpaqueID) -> [UInt8] {
        [Table.scope.rawValue] + scope.bytes + [rowClass.rawValue]
    }
    static func target(_ rowClass: RowClass, _ target: OpaqueID) -> [UInt8] {
        [Table.target.rawValue] + target.bytes + [rowClass.rawValue]
    }
    static func tag(_ tag: OpaqueID) -> [UInt8] { [Table.tag.rawValue] + tag.bytes }
    static func isTag(_ key: ArraySlice<UInt8>) -> Bool { key.first == Table.tag.rawValue }

    /// A row's entry, and those by which it is found.
    static func entries(of row: RememberedRow, at address: RowAddress) -> [(key: [UInt8], value: [UInt8])] {
        var entries = [
            (key: self.row(address), value: KeptRowFormat.bytes(row)),
            (scope(address.rowClass, row.scope) + address.key, []),
        ]
        if row.target != .none { entries.append((target(address.rowClass, row.target) + address.key, [])) }
        for tag in row.tags { entries.append((self.tag(tag), address.key)) }
        return entries
    }
}
