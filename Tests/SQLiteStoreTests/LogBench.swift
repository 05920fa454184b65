import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Entries as a session makes them, with the Merkle nodes that belong to them.
struct LogBench {
    let founder: Identity
    private let practice: OpaqueID
    private let session: AuditSession
    private var own = OwnHead.none
    private var tree = MerkleFrontier()

    init() throws {
        founder = try Identity.generate(shortName: "fang")
        let (ring, genesis) = try KeyRing.founding(director: founder, duties: .director, profile: [])
        let chain = try MembershipChain([genesis], keys: ring)
        practice = chain.practice
        session = try AuditSession(
            to: .people(Array(chain.members.values), compartment: FixedCompartment.audit.id(in: practice)),
            practice: practice, membership: ring.membership, by: founder)
    }

    /// The entry at a place; changes above 64 stand in a list beside it.
    func entry(_ epoch: UInt32, _ position: UInt64, changes: Int = 0) throws -> SignedEntry {
        let list = (0..<changes).map { number in
            RowChange(
                address: owed(1, UInt8(number)).address, version: 1, before: .zero, after: .zero, lasting: .zero)
        }
        return try SignedEntry(
            at: EntryPlace(epoch: epoch, position: position), practice: practice, after: own,
            chainHead: ChainHead(position: 0, hash: .zero), version: "0.1.0", changes: list, details: [],
            session: session, by: founder)
    }

    /// Appends the next entry of epoch 1.
    @discardableResult mutating func append(to store: any RecordStore, changes: Int = 0) throws -> SignedEntry {
        let entry = try entry(1, tree.size, changes: changes)
        let nodes = try tree.append(entry.hash)
        try store.write { try $0.append(entry, nodes: nodes) }
        own = OwnHead(counter: entry.counter, hash: entry.hash)
        return entry
    }

    func root() throws -> Digest { try tree.root() }
}
