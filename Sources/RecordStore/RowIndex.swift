public import Vault

/// What the log says of rows, in memory: of all of them, or of those that changed since something else remembers.
public struct RowIndex: Sendable {
    private struct Place: Hashable {
        let rowClass: RowClass
        let id: OpaqueID
    }

    /// nil for a row that is there no more.
    public private(set) var rows: [RowAddress: RememberedRow?] = [:]
    private var byScope: [Place: Set<RowAddress>] = [:]
    private var byTarget: [Place: Set<RowAddress>] = [:]
    private var byHead: [Place: Set<RowAddress>] = [:]
    private var byTag: [OpaqueID: RowAddress] = [:]

    public init() {}

    public mutating func set(_ address: RowAddress, _ row: RememberedRow?) {
        if case .some(.some(let old)) = rows[address] {
            byScope[Place(rowClass: address.rowClass, id: old.scope)]?.remove(address)
            byTarget[Place(rowClass: address.rowClass, id: old.target)]?.remove(address)
            for tag in old.tags where byTag[tag] == address { byTag[tag] = nil }
        }
        rows.updateValue(row, forKey: address)
        guard let row else { return }
        for tag in row.tags { byTag[tag] = address }
        byScope[Place(rowClass: address.rowClass, id: row.scope), default: []].insert(address)
        byTarget[Place(rowClass: address.rowClass, id: row.target), default: []].insert(address)
        if let head = OpaqueID(Array(address.key.prefix(16))) {
            byHead[Place(rowClass: address.rowClass, id: head), default: []].insert(address)
        }
    }

    public mutating func merge(_ other: RowIndex) {
        for (address, row) in other.rows { set(address, row) }
    }

    public func rows(_ rowClass: RowClass, scope: OpaqueID) -> [RememberedRow] {
        live(byScope[Place(rowClass: rowClass, id: scope)] ?? [])
    }

    public func rows(_ rowClass: RowClass, target: OpaqueID) -> [RememberedRow] {
        live(byTarget[Place(rowClass: rowClass, id: target)] ?? [])
    }

    public func rows(_ rowClass: RowClass, prefix: [UInt8]) -> [RememberedRow] {
        // Keys begin with an identifier; only what counts all of a class asks with less.
        if let head = OpaqueID(Array(prefix.prefix(16))) {
            return live((byHead[Place(rowClass: rowClass, id: head)] ?? []).filter { $0.key.starts(with: prefix) })
        }
        return live(rows.keys.filter { $0.rowClass == rowClass && $0.key.starts(with: prefix) })
    }

    /// In which slots rows these tags are.
    public func owners(of tags: [OpaqueID]) -> [OpaqueID: OpaqueID] {
        var result: [OpaqueID: OpaqueID] = [:]
        for tag in tags { result[tag] = byTag[tag].flatMap { OpaqueID($0.key) } }
        return result
    }

    private func live(_ addresses: some Sequence<RowAddress>) -> [RememberedRow] {
        addresses.compactMap { address in rows[address].flatMap { $0 } }
    }
}
