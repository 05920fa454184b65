public import Counseling
import RecordStore
import Vault

public enum WritingCard: CrisisPurpose { public static let action = Action.writeEmergencyCard }
public enum ReadingCard: LookingPurpose { public static let action = Action.readEmergencyCard }
public enum OpeningCard: CrisisPurpose { public static let action = Action.openEmergencyCard }

extension Visit where P == WritingCard {
    /// Writes a client's card anew, with name, phones and contacts as the client's file has them.
    public func write(_ additions: EmergencyCard.Additions) throws -> EmergencyCard { try write { _ in additions } }

    /// Writes it with what was changed; what was not named stays as the newest card has it that this person can read.
    public func write(_ changes: EmergencyCard.Changes) throws -> EmergencyCard {
        try write { try changes.additions(to: $0) }
    }

    private func write(_ additions: (EmergencyCard?) throws -> EmergencyCard.Additions) throws -> EmergencyCard {
        guard case .emergencyCard(let client) = subject else { throw RoomError.notFound(.client) }
        let transaction = try writing()
        let flags = CrisisFlags(session: session, reading: reading)
        let (last, next) = try flags.card(of: client)
        let card = EmergencyCard(
            client: client, bearer: try bearer(client, asIn: last), number: min(next, CrisisFlags.lastNumber), at: now,
            by: Identifier(session.me), additions: try additions(last))
        let me = session.chain.members[session.me].map { [$0] } ?? []
        try flags.seal(
            try card.encodedBody(), kind: CrisisFlags.cardKind, to: try flags.counselorsIfSound(of: client) ?? me,
            in: transaction)
        return card
    }

    /// Who the client is: as the file says, or where that is not in order as the last card did.
    private func bearer(_ client: Identifier<Client>, asIn last: EmergencyCard?) throws -> EmergencyCard.Bearer {
        do {
            return EmergencyCard.Bearer(
                try ClientFiles(session: session, reading: reading).client(client, alone: true).profile)
        } catch let error as VaultError {
            guard let last else { throw error }
            return EmergencyCard.Bearer(last)
        }
    }
}

extension Visit where P == ReadingCard {
    /// The card of this person's own client.
    public func card() throws -> EmergencyCard {
        guard case .emergencyCard(let client) = subject,
            let card = try CrisisFlags(session: session, reading: reading).card(of: client).card
        else { throw RoomError.notFound(.card) }
        return card
    }
}

extension Visit where P == OpeningCard {
    /// Opens a card under the client's active flags, and leaves word of it there for the counselor: both, or neither.
    public func card() throws -> EmergencyCard {
        guard case .emergencyCard(let client) = subject else { throw RoomError.notFound(.card) }
        let transaction = try writing()
        let flags = CrisisFlags(session: session, reading: reading)
        guard let card = try flags.card(of: client).card else { throw RoomError.notFound(.card) }
        for flag in try flags.flags() where flag.client == client && flag.state != .resolved {
            try flags.deposit(
                .cardOpened, about: flag, to: try flags.knownCounselors(of: client), at: now, in: transaction)
        }
        return card
    }
}

/// Looking at a card, one's own client's or under a flag.
public protocol CardPurpose: Purpose {}
extension ReadingCard: CardPurpose {}
extension OpeningCard: CardPurpose {}

/// Who wrote a card, as whoever reads it must know: what somebody wrote who is gone may be old.
public struct CardAuthor: Sendable {
    public let member: StaffMember?
    public let isActive: Bool
    /// Whether they counsel the client now.
    public let isCounselor: Bool
}

extension Visit where P: CardPurpose {
    public func author(of card: EmergencyCard) throws -> CardAuthor {
        let flags = CrisisFlags(session: session, reading: reading)
        return CardAuthor(
            member: try session.staff(card.by), isActive: session.chain.members[OpaqueID(card.by)]?.effect == .active,
            isCounselor: try flags.knownCounselors(of: card.client).contains { $0.id == OpaqueID(card.by) })
    }
}

extension CrisisFlags {
    /// The clients whom this person took over from somebody and counsels alone, and for whom they wrote no card yet: in a crisis
    /// whoever was there before is read, or nobody.
    func withoutOwnCard() throws -> [Identifier<Client>] {
        guard session.chain.members[session.me]?.holds([.counselor, .trainee]) == true else { return [] }
        let records = Records(session: session, reading: reading)
        var seen: Set<OpaqueID> = []
        var found: [Identifier<Client>] = []
        for scope in try reading.rows(.assignment, target: session.me).map(\.scope)
        where seen.insert(scope).inserted {
            guard try records.home(of: scope) == scope else { continue }
            let history = try begun(Identifier(scope))
            let others = history.assignments.contains { assignment in
                if case .person(let person) = assignment.member { person != session.me } else { false }
            }
            guard others, try knownCounselors(of: Identifier(scope)).map(\.id) == [session.me] else { continue }
            found.append(Identifier(scope))
        }
        // Named as a successor is not yet in charge: whoever has no case of the client has taken none over.
        if !found.isEmpty {
            let caseload = Caseload(session: session, reading: reading)
            let files = Set(try caseload.cases().compactMap { try records.home(of: $0) })
            found = found.filter { files.contains(OpaqueID($0)) }
        }
        guard !found.isEmpty else { return [] }
        let written = Set(try open().cards.filter { OpaqueID($0.card.by) == session.me }.map(\.card.client))
        return found.filter { !written.contains($0) }.sorted { $0.hex < $1.hex }
    }
}

extension RecordRoom {
    /// Whether a client is this person's own, which stands in clear: so that a command knows which way to ask.
    public func counsels(_ client: Identifier<Client>) throws(RoomError) -> Bool {
        try translating { try session.store.read { try CrisisFlags(session: session, reading: $0).treats(client) } }
    }
}
