import Cryptography

/// Who counts as what for a reader without keys who seals something: until somebody else confirmed a statement about a person, the
/// keys and the standing that the person had before are theirs. Duties are sealed, so that a confirmation counts from anybody who
/// could be a custodian as far as the chain tells in clear (docs/decisions/0032-a-locked-workstation-reads-the-log.md).
public struct StandingPeople: Sendable {
    /// A statement about a person who was there, or their first, that nobody else confirmed.
    public struct Waiting: Sendable {
        public let head: ChainHead
        public let effect: Effect
        let signer: OpaqueID
        let keys: PublicKeys
        let isNewKeys: Bool
    }

    struct Person: Sendable {
        var keys: PublicKeys
        var effect: Effect
        var keysSince: UInt32 = 0
        var tenures: [(from: UInt32, isActive: Bool)]
        /// In their order. The last alone can be confirmed: it stands in the place of those before.
        fileprivate(set) var waiting: [Waiting] = []
        /// Whether their confirmations count: they came in before anything was confirmed, or were confirmed themselves. Else
        /// whoever proposes somebody could confirm in their name.
        fileprivate var mayConfirm: Bool
    }

    private(set) var people: [OpaqueID: Person] = [:]
    /// Whether a confirmation stands in the chain at all.
    public private(set) var hasConfirmations = false
    private var isAnythingConfirmed = false

    /// - Parameter statements: of a chain that was replayed without keys
    public init(_ statements: [MembershipStatement]) {
        for statement in statements {
            switch statement.kind {
            case .genesis, .person, .newKeys: propose(statement)
            case .confirmation: confirm(statement)
            case .station: break
            }
        }
    }

    private mutating func propose(_ statement: MembershipStatement) {
        guard let keys = statement.keys, let effect = statement.effect else { return }
        if people[statement.subject] == nil {
            people[statement.subject] = Person(
                keys: keys, effect: effect, tenures: [(statement.position, effect == .active)],
                mayConfirm: !isAnythingConfirmed)
        }
        guard statement.kind != .genesis else { return }
        people[statement.subject]?.waiting.append(
            Waiting(
                head: ChainHead(position: statement.position, hash: statement.hash), effect: effect,
                signer: statement.signer, keys: keys, isNewKeys: statement.kind == .newKeys))
    }

    private mutating func confirm(_ statement: MembershipStatement) {
        hasConfirmations = true
        guard var person = people[statement.subject], let waiting = person.waiting.last,
            waiting.head == statement.refersTo, waiting.signer != statement.signer,
            !waiting.isNewKeys || statement.signer != statement.subject,
            let signer = people[statement.signer], signer.effect == .active, signer.mayConfirm,
            statement.isSigned(with: signer.keys.signing)
        else { return }
        isAnythingConfirmed = true
        if person.keys != waiting.keys {
            person.keys = waiting.keys
            person.keysSince = waiting.isNewKeys ? statement.position : waiting.head.position
        }
        person.effect = waiting.effect
        person.tenures.append((statement.position, waiting.effect == .active))
        person.waiting = []
        person.mayConfirm = true
        people[statement.subject] = person
    }

    /// Whether somebody's keys or standing would be others if what nobody confirmed counted.
    public var isAnyoneInDoubt: Bool {
        people.values.contains { person in
            person.waiting.contains { $0.isNewKeys || $0.effect != person.effect }
        }
    }

    /// Lets statements count that nobody confirmed, where something else shows that they do; of new keys nothing here can.
    /// - Parameter isInForce: gets whom it is about and what
    public mutating func settle(_ isInForce: (OpaqueID, Waiting) throws -> Bool) rethrows {
        for (id, person) in people {
            for waiting in person.waiting
            where try !waiting.isNewKeys && people[id]?.effect != waiting.effect && isInForce(id, waiting) {
                people[id]?.effect = waiting.effect
                people[id]?.tenures.append((waiting.head.position, waiting.effect == .active))
            }
        }
    }
}
