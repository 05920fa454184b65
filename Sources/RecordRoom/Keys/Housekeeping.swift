import AuditTrail
import RecordStore
import Vault

/// What a member's program does for others at its next unlocked command: grants that are owed, first keys, renewals.
struct Housekeeping {
    let session: RoomSession

    private var compartments: Compartments { Compartments(session: session) }

    /// Whether there is anything this identity could do, so that most commands write no entry for it.
    func isNeeded(_ reading: any StoreReading) throws -> Bool {
        if try !settleable(reading).isEmpty { return true }
        // break-glass
        if try !Glasses(session: session, reading: reading).spent().isEmpty { return true }
        // hand-over without the leaver
        if try !Successions(session: session, reading: reading).spent().isEmpty { return true }
        for fixed in FixedCompartment.allCases
        where fixed.members(in: session.chain).contains(where: { $0.id == session.me }) {
            // The signatures are checked here at every command; the key is opened only where there is something to do with it.
            let history = try compartments.history(of: fixed.id(in: session.chain.practice), reading: reading)
            guard let current = history.current,
                try compartments.isStale(history, reading: reading)
                    || !compartments.hasShares(history, reading: reading)
            else { continue }
            try compartments.open(history.compartment, reading: reading)
            if session.ring.holds(history.compartment, generation: current.generation) { return true }
        }
        // Who should hold shares follows from the chain. Where it stands as when this identity last left, they were looked
        // through then (RecordRoom.leave): looking at every compartment each time would grow with the caseload.
        if let pin = session.pin, pin.chainHead == session.chain.head { return false }
        for fixed in FixedCompartment.allCases
        where fixed.members(in: session.chain).contains(where: { $0.id == session.me }) {
            let history = try compartments.history(of: fixed.id(in: session.chain.practice), reading: reading)
            guard let current = history.current, try !withoutGrant(history, reading).isEmpty else { continue }
            try compartments.open(history.compartment, reading: reading)
            if session.ring.holds(history.compartment, generation: current.generation) { return true }
        }
        return try !ownWithoutShares(reading).isEmpty
            || Personnel(session: session, reading: reading).mayBeUnsettled()
    }

    /// Whether what `isNeeded` looks at can have changed with a row of this class. Whoever has it look at more gives what is remembered another
    /// label (`SealedRowMemory`): who was found in order before was not asked that.
    static func rests(on rowClass: RowClass) -> Bool { rowClass == .owed || KeptHistories.rest(on: rowClass) }

    /// Whether nothing is to be done until rows of these classes change, where `isNeeded` says that nothing is now: nothing waits that rests on
    /// anything else, as a mark does on what was written in a case, and a key that custodians gave out on the time; and nothing was left only
    /// because this identity has not the key to do it.
    func isInOrder(_ reading: any StoreReading) throws -> Bool {
        guard try reading.marks(upTo: 0) != nil, try reading.rows(.recovery, prefix: [], limit: 1).isEmpty else {
            return false
        }
        return try FixedCompartment.allCases.allSatisfy { fixed in
            guard fixed.members(in: session.chain).contains(where: { $0.id == session.me }) else { return true }
            let history = try compartments.history(of: fixed.id(in: session.chain.practice), reading: reading)
            return try !compartments.isStale(history, reading: reading)
                && compartments.hasShares(history, reading: reading)
        }
    }

    /// So many marks are looked at one by one. Anybody can log any number: where there are more, those of the compartments are asked
    /// for of which this identity may have a key.
    private static let fewMarks = 256

    /// The marks of what is owed that this identity can settle, in the order of their keys.
    private func settleable(_ reading: any StoreReading) throws -> [StoredRow] {
        let few = try reading.marks(upTo: Self.fewMarks)
        let marks = try few ?? ownScopes(reading).flatMap { try reading.rows(.owed, scope: $0) }
        var result: [StoredRow] = []
        for (scope, rows) in Dictionary(grouping: marks, by: \.scope) {
            guard let history = try? compartments.history(of: scope, reading: reading) else { continue }
            let holders = Set(compartments.holders(of: history).map(\.id))
            result += try rows.filter { try holders.contains($0.target) && canSettle($0, reading) }
        }
        return result.sorted { $0.address < $1.address }
    }

    /// The compartments of which this identity may have a key, by itself or through a fixed one, or may make the first.
    private func ownScopes(_ reading: any StoreReading) throws -> Set<OpaqueID> {
        var scopes = Set(try reading.rows(.grant, target: session.me).map(\.scope))
        for fixed in FixedCompartment.allCases.map({ $0.id(in: session.chain.practice) }) where scopes.contains(fixed) {
            scopes.formUnion(try reading.rows(.grant, target: fixed).map(\.scope))
        }
        scopes.formUnion(try reading.rows(.assignment, target: session.me).map(\.scope))
        return scopes
    }

    /// Who belongs to a fixed compartment and was not given its newest key. The chain says who belongs: a mark that somebody took away
    /// keeps nothing from them. Where grants are not what the log says the next key is made for all of them.
    private func withoutGrant(_ history: CompartmentHistory, _ reading: any StoreReading) throws -> [Holder] {
        guard let current = history.current else { return [] }
        let key = CompartmentKey.bytes(history.compartment, current.generation)
        do {
            let given = Set(try reading.rows(.grant, prefix: key, limit: .max).map(\.target))
            return compartments.holders(of: history).filter { !given.contains($0.id) }
        } catch RoomError.altered { return [] }
    }

    private func canSettle(_ row: StoredRow, _ reading: any StoreReading) throws -> Bool {
        // A mark that cannot be read reminds of nothing; verification names it.
        guard let mark = try? OwedMark(row) else { return false }
        guard let history = try? compartments.open(mark.compartment, reading: reading) else { return false }
        // A mark for someone who does not belong is left where it lies: it asks for nothing, and it may not be ours.
        guard compartments.holders(of: history).contains(where: { $0.id == mark.member }) else { return false }
        guard let current = history.current else {
            // Where somebody without the right assigned a colleague, no key is made, and nobody is kept from entering.
            return try mark.member == session.me && compartments.isRightlyAssigned(history, reading: reading)
        }
        guard session.ring.holds(mark.compartment, generation: current.generation) else { return false }
        // What somebody was given under keys of theirs that have ended is given anew with the next key, by whoever belongs.
        let isOutlived = history.isOutlived(current.generation, in: session.chain)
        if compartments.belongs(to: history) || !isOutlived { return true }
        // Whoever acted for the committee or the auditors hands the first of them the acting key, although they belong there no
        // more themselves: who gets it makes the next.
        return try FixedCompartment.named(mark.compartment, in: session.chain.practice) != nil
            && StoredCompartments(reading: reading)
                .grant(of: mark.compartment, generation: current.generation, to: mark.member) == nil
    }

    func settle(in transaction: RoomTransaction) throws {
        let reading = transaction.reading
        for row in try settleable(reading) {
            guard try reading.row(row.address) != nil else { continue }
            try settle(try OwedMark(row), in: transaction)
        }
        for fixed in FixedCompartment.allCases
        where fixed.members(in: session.chain).contains(where: { $0.id == session.me }) {
            let compartment = fixed.id(in: session.chain.practice)
            let history = try compartments.open(compartment, reading: reading)
            guard let current = history.current, session.ring.holds(compartment, generation: current.generation) else {
                continue
            }
            if try compartments.isStale(history, reading: reading) {
                try compartments.makeGeneration(of: history, in: transaction)
                continue
            }
            for holder in try withoutGrant(history, reading) {
                try compartments.grant(compartment, current.generation, to: holder, in: transaction)
                let mark = OwedMark(compartment: compartment, member: holder.id).row.address
                if try reading.row(mark) != nil { try transaction.remove(mark) }
            }
            if try !compartments.hasShares(history, reading: reading) {
                try compartments.share(compartment, current.generation, history: history, in: transaction)
            }
        }
        // break-glass: what was read is known; what is written from now on is out of reach.
        for history in try Glasses(session: session, reading: reading).spent() {
            try compartments.makeGeneration(of: history, in: transaction)
        }
        // hand-over without the leaver: who came back before it was done makes the next key.
        for history in try Successions(session: session, reading: reading).spent() {
            try compartments.makeGeneration(of: history, in: transaction)
        }
        for history in try ownWithoutShares(reading) {
            guard let current = history.current else { continue }
            try compartments.share(history.compartment, current.generation, history: history, in: transaction)
        }
        let personnel = Personnel(session: session, reading: reading)
        for (thread, person) in personnel.unsettled() { try personnel.settle(thread, of: person, in: transaction) }
    }

    private func settle(_ mark: OwedMark, in transaction: RoomTransaction) throws {
        let history = try compartments.open(mark.compartment, reading: transaction.reading)
        guard let holder = compartments.holders(of: history).first(where: { $0.id == mark.member }) else { return }
        guard let current = history.current else {
            try compartments.prepareToWrite(mark.compartment, in: transaction)
            return
        }
        if compartments.belongs(to: history), try compartments.isStale(history, reading: transaction.reading) {
            try compartments.makeGeneration(of: history, in: transaction)
        } else {
            // A newcomer's key may be owed by someone who only acts for them: what is handed over is then renewed by them.
            try compartments.grant(mark.compartment, current.generation, to: holder, in: transaction)
            try transaction.remove(mark.row.address)
        }
    }

    /// The compartments granted to this person alone, or to few, whose shares are missing or go to the wrong custodians.
    private func ownWithoutShares(_ reading: any StoreReading) throws -> [CompartmentHistory] {
        guard session.chain.active(with: .custodian).count >= 2 else { return [] }
        var result: [CompartmentHistory] = []
        for row in try reading.rows(.grant, target: session.me)
        where FixedCompartment.named(row.scope, in: session.chain.practice) == nil {
            // One file into which somebody put a row without right keeps nobody from entering, nor the others from their shares.
            let found = try unlessSpoiled { () -> CompartmentHistory? in
                let history = try compartments.open(row.scope, reading: reading, depth: .links)
                guard let current = history.current, session.ring.holds(row.scope, generation: current.generation),
                    try !compartments.hasShares(history, reading: reading)
                else { return nil }
                return history
            }
            guard let history = found ?? nil, !result.contains(where: { $0.compartment == row.scope }) else { continue }
            result.append(history)
        }
        return result
    }

    // MARK: what a change of membership brings

    /// Grants what a statement that took effect gives, marks as stale what it takes away.
    func apply(from before: MembershipChain, to after: MembershipChain, in transaction: RoomTransaction) throws {
        let reading = transaction.reading
        for fixed in FixedCompartment.allCases {
            let compartment = fixed.id(in: after.practice)
            let old = Set(fixed.members(in: before).map(\.id))
            let new = Set(fixed.members(in: after).map(\.id))
            let history = try compartments.open(compartment, reading: reading)
            guard let current = history.current else { continue }
            for person in new.subtracting(old).sorted() {
                if session.ring.holds(compartment, generation: current.generation) {
                    try compartments.grant(compartment, current.generation, to: .person(person), in: transaction)
                } else {
                    try transaction.put(OwedMark(compartment: compartment, member: person).row)
                }
            }
            for person in old.subtracting(new).sorted() {
                try mark(compartment, current.generation, removed: person, in: transaction)
            }
        }
        for member in before.activeMembers where after.members[member.id]?.effect != .active {
            // A row that no holder made is no reason to sign anything; verification names it.
            for row in try reading.rows(.grant, target: member.id) {
                guard let grant = try? Grant(parsing: row.body), grant.compartment == row.scope,
                    let history = try? compartments.history(of: grant.compartment, reading: reading),
                    grant.generation == history.current?.generation
                else { continue }
                try mark(grant.compartment, grant.generation, removed: member.id, in: transaction)
            }
        }
        for member in after.activeMembers where before.members[member.id].map({ $0.effect != .active }) ?? false {
            try reinstate(member.id, in: transaction)
        }
        let replaced = before.members.values.filter { after.members[$0.id]?.keys != $0.keys }.map(\.id).sorted()
        for person in replaced { try owe(person, in: transaction) }
        let gone = Set(before.active(with: .custodian).map(\.id))
            .subtracting(after.active(with: .custodian).map(\.id).filter { !replaced.contains($0) })
        guard !gone.isEmpty else { return }
        // One that somebody only says was there keeps no custodian in office.
        let rows = try (reading as? LoggedReading)?.presentRows(.shares)
        for row in try rows ?? reading.rows(.shares, prefix: [], limit: .max) {
            guard let shares = try? ShareSet(parsing: row.body), shares.compartment == row.scope,
                let history = try? compartments.history(of: shares.compartment, reading: reading),
                shares.generation == history.current?.generation
            else { continue }
            for person in shares.custodians.intersection(gone).sorted().prefix(1) {
                try mark(shares.compartment, shares.generation, removed: person, in: transaction)
            }
        }
    }

    /// Somebody is back: what they were granted opens where nobody made a new key meanwhile; the rest is owed to them.
    private func reinstate(_ person: OpaqueID, in transaction: RoomTransaction) throws {
        var seen: Set<OpaqueID> = []
        for row in try transaction.reading.rows(.assignment, target: person) where seen.insert(row.scope).inserted {
            // Rows that nobody had the right to make are no reason to owe anything; verification names them.
            guard let history = try? compartments.open(row.scope, reading: transaction.reading),
                history.assigned.contains(.person(person))
            else { continue }
            let mark = OwedMark(compartment: row.scope, member: person).row
            guard let current = history.current else {
                if try transaction.reading.row(mark.address) == nil { try transaction.put(mark) }
                continue
            }
            let address = RowAddress(.grant, key: CompartmentKey.bytes(row.scope, current.generation, person))
            let granted = try transaction.reading.row(address)
            // One that was sealed to keys which have ended opens to nobody; the next generation replaces it.
            if try granted.map({ try isForPresentKeys($0, of: person) }) ?? false { continue }
            if granted == nil, session.ring.holds(row.scope, generation: current.generation),
                compartments.belongs(to: history)
            {
                try compartments.grant(row.scope, current.generation, to: .person(person), in: transaction)
            } else if try transaction.reading.row(mark.address) == nil {
                try transaction.put(mark)
            }
        }
    }

    private func isForPresentKeys(_ row: StoredRow, of person: OpaqueID) throws -> Bool {
        guard let grant = try? Grant(parsing: row.body) else { return false }
        return try grant.recipientKeyID == session.chain.members[person]?.keys.id()
    }

    /// Notes what somebody with new keys is owed: whatever they held under the old ones and another one holds still. What
    /// nobody else holds only the custodians can give back.
    private func owe(_ person: OpaqueID, in transaction: RoomTransaction) throws {
        let reading = transaction.reading
        var seen: Set<OpaqueID> = []
        for scope in try reading.rows(.grant, target: person).map(\.scope) where seen.insert(scope).inserted {
            guard FixedCompartment.named(scope, in: session.chain.practice) == nil,
                let history = try? compartments.history(of: scope, reading: reading), history.current != nil,
                compartments.holders(of: history).contains(.person(person)),
                compartments.holders(of: history).count > 1
            else { continue }
            try transaction.put(OwedMark(compartment: scope, member: person).row)
        }
    }

    private func mark(
        _ compartment: OpaqueID, _ generation: UInt32, removed: OpaqueID, in transaction: RoomTransaction
    ) throws {
        let mark = try session.ring.staleMark(
            compartment, generation: generation, removed: removed, chain: session.chain)
        guard try transaction.reading.row(mark.row.address) == nil else { return }
        try transaction.put(mark.row)
    }
}
