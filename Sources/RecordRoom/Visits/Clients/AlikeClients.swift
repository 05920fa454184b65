public import Counseling
import RecordStore
import Vault

/// What was there when somebody looked. What rests on the look is written only where the same is there still: whoever came first
/// would else be overlooked. Told by identifiers alone, nothing is opened for it.
public struct SeenRows: Sendable, Equatable {
    fileprivate let keys: Set<[UInt8]>
}

extension Visit where P == FindingClient {
    /// The clients who may be the one that is about to be registered, and the files among which they were looked for.
    public func clients(like profile: ClientProfile) throws -> (alike: [ClientEntry], seen: SeenRows) {
        let files = ClientFiles(session: session, reading: reading)
        return (try files.all().entries.filter { profile.isLike($0.profile) }, try files.named())
    }
}

extension Visit where P == ListingCases {
    /// What there is in a client's file, for who opens another case in it.
    public func seen(of client: Identifier<Client>) throws -> SeenRows {
        try ClientFiles(session: session, reading: reading).rows(of: client)
    }
}

extension ClientFiles {
    /// The files that assignments to this person or the desk name.
    func named() throws -> SeenRows {
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        return SeenRows(
            keys: Set(
                try [session.me, desk].flatMap { try reading.rows(.assignment, target: $0).map(\.scope.bytes) }))
    }

    /// The records in one file.
    func rows(of client: Identifier<Client>) throws -> SeenRows {
        var keys: Set<[UInt8]> = []
        try reading.forEachRow(.record, scope: OpaqueID(client)) { key, _ in keys.insert(key) }
        return SeenRows(keys: keys)
    }
}
