import AuditTrail
import Cryptography
import Testing
import Vault

/// A founder, a session's key, and entries made with them.
struct EntryBench {
    let founder: Identity
    let practice: OpaqueID
    let session: AuditSession

    init() throws {
        founder = try Identity.generate(shortName: "fang")
        let (ring, genesis) = try KeyRing.founding(director: founder, duties: .director, profile: [])
        let chain = try MembershipChain([genesis], keys: ring)
        practice = chain.practice
        session = try AuditSession(
            to: .people(Array(chain.members.values), compartment: FixedCompartment.audit.id(in: practice)),
            practice: practice, membership: ring.membership, by: founder)
    }

    static let place = EntryPlace(epoch: 4, position: 9)
    static let own = OwnHead(counter: 6, hash: hash("entry before"))
    static let head = ChainHead(position: 2, hash: hash("chain"))
    static let details = Array(#"{"action":"read-note"}"#.utf8)

    static func changes(_ count: Int) -> [RowChange] {
        (0..<count).map { number in
            RowChange(
                address: RowAddress(RowClass.allCases[number % 10], key: Array("key \(number)".utf8)),
                version: UInt32(number), before: hash("before \(number)"), after: hash("after \(number)"),
                lasting: number % 2 == 0 ? .zero : hash("lasting \(number)"))
        }
    }

    func entry(changes count: Int, after own: OwnHead = own, version: String = "0.1.0") throws -> SignedEntry {
        try SignedEntry(
            at: Self.place, practice: practice, after: own, chainHead: Self.head, version: version,
            changes: Self.changes(count), details: Self.details, session: session, by: founder)
    }

    func verifier() throws -> Ed25519.Verifier { try Ed25519.Verifier(founder.publicKeys.signing) }
}
