/// From which position of the chain to which a pair of keys is a person's.
struct KeyTenure: Sendable {
    let id: OpaqueID
    let keys: PublicKeys
    let from: UInt32
    /// nil while they are in use.
    var until: UInt32?

    init(_ keys: PublicKeys, from: UInt32) throws(VaultError) {
        id = try keys.id()
        self.keys = keys
        self.from = from
    }

    /// Whether they were the person's when the chain had reached that position.
    func covers(_ position: UInt32) -> Bool { position >= from && until.map { position < $0 } ?? true }
}
