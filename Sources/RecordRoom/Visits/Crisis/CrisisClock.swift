public import Counseling
import RecordStore
import Vault

public enum ReadingCrisisClock: LookingPurpose { public static let action = Action.readCrisisClock }

/// What stands on top of the output of those who are responsible.
public struct CrisisClock: Sendable {
    public let ledger: CrisisLedger
    /// Flags that want something of this person now, the most pressing first.
    public let rising: [(flag: CrisisFlag, demands: [CrisisDemand])]
    /// Emergency cards of this person's clients that others opened.
    public let openings: [CrisisDeposit]
    /// Deposits that need no look any more, 32 hexadecimal digits each: nothing rises from them again.
    public let settled: Set<String>

    /// The same without openings that the person was told of, 32 hexadecimal digits each.
    public func leavingOut(_ told: Set<String>) -> CrisisClock {
        CrisisClock(
            ledger: ledger, rising: rising, openings: openings.filter { !told.contains($0.id.hex) }, settled: settled)
    }
}

extension RecordRoom {
    /// Looks whether any flag wants something of this person. That anything might be open is told by what stands in clear; where
    /// nothing might, nothing is opened and no entry is made. Else the entry comes first, as always.
    ///
    /// - Parameter settled: what an earlier clock said needs no look, and this person's own computer remembers
    /// - Returns: nil where there was nothing to look at, or this person has no part in crises
    public func crisisClock(settled: Set<String>) throws(RoomError) -> CrisisClock? {
        let known = Set(settled.compactMap { OpaqueID(hex: $0) })
        let mayWait = try translating {
            guard let me = session.chain.members[session.me],
                me.holds([.supervisor, .director, .counselor, .trainee])
            else { return false }
            return try session.store.read {
                try !CrisisFlags(session: session, reading: $0).meant(except: known).isEmpty
            }
        }
        guard mayWait else { return nil }
        return try visit(for: ReadingCrisisClock.self, about: .practice) { try $0.clock(except: known) }
    }
}

extension Visit where P == ReadingCrisisClock {
    func clock(except settled: Set<OpaqueID>) throws -> CrisisClock {
        let flags = CrisisFlags(session: session, reading: reading)
        var opened = try flags.open(except: settled)
        var folded = CrisisFlag.fold(opened.acts, counsels: flags.counsels())
        if !folded.homeless.isEmpty {
            // Something new about what needed no look before: all of it is looked at, once.
            opened = try flags.open()
            folded = CrisisFlag.fold(opened.acts, counsels: flags.counsels())
        }
        let ledger = try flags.ledger(folded.flags, unreadable: opened.unreadable.count + folded.homeless.count)
        let leads = ledger.onlooker.roles.contains(.supervisor) || ledger.onlooker.roles.contains(.director)
        var over = opened.cards.map(\.id) + opened.unreadable + folded.homeless.map { OpaqueID($0.id) }
        var rising: [(flag: CrisisFlag, demands: [CrisisDemand])] = []
        var openings: [CrisisDeposit] = []
        for flag in folded.flags {
            let isOwn = flag.client.map(ledger.ownClients.contains) ?? false
            if isOwn {
                openings += flag.deposits.filter {
                    $0.event.what == .cardOpened && $0.author.person != ledger.onlooker.person
                }
            }
            guard flag.state != .resolved, leads || isOwn else {
                over += (flag.deposits + flag.faults.map(\.deposit)).map { OpaqueID($0.id) }
                continue
            }
            let demands = ledger.demands(flag, at: now)
            if !demands.isEmpty { rising.append((flag, demands)) }
        }
        // What is overdue stands above what is not: only so many lines are shown.
        rising.sort { one, other in
            let late = [one, other].map { $0.demands.contains(where: \.isOverdue) }
            guard late[0] == late[1] else { return late[0] }
            return (other.flag.level, one.flag.due(at: now)) < (one.flag.level, other.flag.due(at: now))
        }
        return CrisisClock(
            ledger: ledger, rising: rising, openings: openings, settled: Set(over.map(\.hex)))
    }
}
