import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Whom a workstation where nobody is unlocked takes for active, and with which keys. It reads no duties, and so cannot tell whether a
/// statement that nobody confirmed counts already: nobody gains by one what they had not before, and nobody loses what they had
/// (docs/decisions/0032-a-locked-workstation-reads-the-log.md).
struct StationStaff {
    let reading: any StoreReading
    let chain: MembershipChain

    /// The chain's links with people as they stand.
    func standing() throws -> MembershipChain {
        var people = StandingPeople(try statements())
        guard people.isAnyoneInDoubt else { return chain.taking(people) }
        // As long as there never were two custodians nothing waits for another.
        guard try people.hasConfirmations || hasShares() else { return chain }
        let practice = try? Practice(reading, chain)
        let before = chain.taking(people)
        try people.settle { person, waiting in
            waiting.effect == .active
                ? try hasActed(person, since: waiting.head.position, before)
                : practice?.isOut(person, since: waiting.head.position) ?? false
        }
        return chain.taking(people)
    }

    private func statements() throws -> [MembershipStatement] {
        try (0...chain.head.position).map { position in
            guard let row = try reading.row(RowAddress(.statement, key: RoomSession.statementKey(position))) else {
                throw RoomError.altered
            }
            let statement = try MembershipStatement(parsing: row.body)
            guard statement.hash == chain.hashes[Int(position)] else { throw RoomError.altered }
            return statement
        }
    }

    /// Whether somebody's key was ever split among custodians. What is not as it was logged was there.
    private func hasShares() throws -> Bool {
        do { return try !reading.rows(.shares, prefix: [], limit: 1).isEmpty } catch RoomError.altered { return true }
    }

    /// Whether somebody who was out signed an entry since the statement that takes them back: a program lets nobody in who is out.
    private func hasActed(_ person: OpaqueID, since position: UInt32, _ standing: MembershipChain) throws -> Bool {
        guard let stored = try reading.lastEntry(of: person),
            let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges), entry.actor == person,
            entry.practice == chain.practice, chain.contains(entry.chainHead), entry.chainHead.position >= position,
            let key = standing.members[person]?.keys.signing
        else { return false }
        return (try? entry.isSigned(with: Ed25519.Verifier(key))) ?? false
    }

    /// What the compartment to which everybody active belongs says of who is out: whose suspension took effect, for them its key is
    /// marked stale at once, and the next one is not given to them.
    private struct Practice {
        private let history: CompartmentHistory
        private let holding: Holding
        private let marks: [StaleMark]

        init(_ reading: any StoreReading, _ chain: MembershipChain) throws {
            let source = StoredCompartments(reading: reading)
            let id = FixedCompartment.practice.id(in: chain.practice)
            history = try CompartmentHistory(of: id, from: source, chain: chain)
            holding = Holding(history, source: source, chain: chain)
            marks = try reading.rows(.staleMark, scope: id).compactMap { row in
                guard let mark = try? StaleMark(parsing: row.body), (try? mark.check(row: row, chain: chain)) != nil
                else { return nil }
                return mark
            }
        }

        func isOut(_ person: OpaqueID, since position: UInt32) -> Bool {
            guard let current = history.current else { return false }
            let isMarked = marks.contains {
                $0.removed == person && $0.generation == current.generation && $0.chainHead.position >= position
            }
            return isMarked
                || current.chainHead.position >= position
                    && (try? holding.isHeld(history.generations.count, by: person)) == false
        }
    }
}

extension StationStaff {
    /// The people to seal to beside a compartment's key, each with their keys: where new ones wait, those so far, unless somebody
    /// inside gave the person the compartment's key under the new ones, whose program knows whether they count.
    /// - Parameters:
    ///   - members: as they stand
    ///   - history: in order
    func keyed(_ members: [Member], in history: CompartmentHistory, _ source: any CompartmentSource) -> [Member] {
        let holding = Holding(history, source: source, chain: chain)
        return members.map { member in
            guard let new = chain.members[member.id], new.keys != member.keys, let id = try? new.keys.id() else {
                return member
            }
            for generation in stride(from: history.generations.count, to: 0, by: -1) {
                guard
                    let row = try? source.grant(
                        of: history.compartment, generation: UInt32(generation), to: member.id),
                    let grant = try? Grant(parsing: row.body), (try? grant.check(row: row, chain: chain)) != nil,
                    grant.grantor != member.id, (try? holding.isRightful(grant)) == true
                else { continue }
                return grant.recipientKeyID == id ? new : member
            }
            return member
        }
    }
}
