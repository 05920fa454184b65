public import Counseling
import RecordStore
import Vault

/// What waits for one person, of what has no list of its own to be looked up in.
public struct OwnSteps: Sendable {
    /// Break-glass that waits for this custodian.
    public let glassToApprove: [Identifier<BreakGlass>]
    /// Break-glass that this person asked for and can open now.
    public let glassToOpen: [Identifier<BreakGlass>]
    /// How many keys this person had with earlier keys of theirs that custodians alone can give back, and asked nobody for.
    public let keysToAsk: Int
    /// Shares for rehearsals that nobody put together yet.
    public let rehearsals: [Identifier<Recovery>]
    /// Clients whom this person took over, and for whom they wrote no emergency card.
    public let cards: [Identifier<Client>]
    /// Who was named service director by custodians alone while this person was one.
    public let directorsNamed: [StaffMember]
}

extension Visit where P == ReadingStatus {
    public func ownSteps() throws -> OwnSteps {
        let glasses = Glasses(session: session, reading: reading)
        let all = try glasses.all()
        let recoveries = Recoveries(session: session, reading: reading)
        let ready = try recoveries.requests().filter { $0.isOwn && $0.isHeld && $0.released.count >= $0.needed }
        return OwnSteps(
            glassToApprove: try all.filter { try glasses.isToApprove($0) }.map { Identifier($0.request.id) },
            glassToOpen: try all.filter { try glasses.isToOpen($0) }.map { Identifier($0.request.id) },
            keysToAsk: try keysToAsk(recoveries), rehearsals: ready.map(\.id),
            cards: try CrisisFlags(session: session, reading: reading).withoutOwnCard(),
            directorsNamed: try directorsNamed())
    }

    private func keysToAsk(_ recoveries: Recoveries) throws -> Int {
        // Who has the keys they came with was handed everything under them.
        guard let own = session.chain.members[session.me], own.keysSince > 0 else { return 0 }
        let keyID = try session.ring.identity.publicKeys.id()
        let asked = Set(
            try recoveries.all().filter { $0.request.recipient == session.me && $0.request.keyID == keyID }
                .map(\.request.statement))
        return try recoveries.missing().filter { history in
            history.current.map { !asked.contains($0.hash) } ?? false
        }.count
    }

    private func directorsNamed() throws -> [StaffMember] {
        try session.chain.active(with: .director).filter { member in
            guard member.id != session.me, member.position > 0,
                session.chain.duties(of: session.me, at: member.position)?.contains(.director) == true,
                let row = try reading.row(
                    RowAddress(.statement, key: RoomSession.statementKey(member.position)))
            else { return false }
            let signer = try MembershipStatement(parsing: row.body).signer
            return session.chain.duties(of: signer, at: member.position)?.contains(.director) == false
        }.compactMap { try session.staff(Identifier($0.id)) }
    }
}

extension Glasses {
    /// Whether this custodian's share would help, and is not given yet.
    func isToApprove(_ standing: Standing) throws -> Bool {
        guard standing.request.recipient != session.me, standing.releases[session.me] == nil,
            standing.releases.count < Int(standing.request.threshold),
            able(try shareSet(of: standing), besides: standing.request.recipient).contains(session.me)
        else { return false }
        return try isInTime(standing.request) && isFounded(standing)
    }

    /// Whether enough shares are there, and who asked has not put the key together yet.
    func isToOpen(_ standing: Standing) throws -> Bool {
        guard standing.request.recipient == session.me, standing.marks(.opened).isEmpty,
            standing.releases.count >= Int(standing.request.threshold)
        else { return false }
        return try isInTime(standing.request) && isFounded(standing)
    }
}
