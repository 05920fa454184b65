public import Counseling
import RecordStore
import Vault

public enum WritingCard: CrisisPurpose { public static let action = Action.writeEmergencyCard }
public enum ReadingCard: LookingPurpose { public static let action = Action.readEmergencyCard }
public enum OpeningCard: CrisisPurpose { public static let action = Action.openEmergencyCard }

extension Visit where P == WritingCard {
    /// Writes a client's card anew, with name, phones and contacts as the client's file has them.
    public func write(_ additions: EmergencyCard.Additions) throws -> EmergencyCard {
        guard case .emergencyCard(let client) = subject else { throw RoomError.notFound(.client) }
        let transaction = try writing()
        let flags = CrisisFlags(session: session, reading: reading)
        let (last, next) = try flags.card(of: client)
        let card = EmergencyCard(
            client: client, bearer: try bearer(client, asIn: last), number: min(next, CrisisFlags.lastNumber), at: now,
            by: Identifier(session.me), additions: additions)
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

extension RecordRoom {
    /// Whether a client is this person's own, which stands in clear: so that a command knows which way to ask.
    public func counsels(_ client: Identifier<Client>) throws(RoomError) -> Bool {
        try translating { try session.store.read { try CrisisFlags(session: session, reading: $0).treats(client) } }
    }
}
