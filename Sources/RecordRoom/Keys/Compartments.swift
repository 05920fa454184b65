import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Opens, grants and renews compartments for one session. Who belongs follows from the chain and the assignments alone.
struct Compartments {
    let session: RoomSession

    private var ring: KeyRing { session.ring }
    private var chain: MembershipChain { session.chain }

    // MARK: reading

    /// A compartment's assignments and generations, checked.
    func history(
        of compartment: OpaqueID, reading: any StoreReading, depth: CompartmentHistory.Depth = .signatures
    ) throws -> CompartmentHistory {
        let logged = reading as? LoggedReading
        if let known = logged?.history(of: compartment, depth, chain) { return known }
        let history = try CompartmentHistory(
            of: compartment, from: StoredCompartments(reading: reading), chain: chain, depth: depth)
        logged?.keep(history, depth, chain)
        return history
    }

    /// Opens the compartment's current generation, and through it all earlier ones, if this identity holds it.
    /// - Returns: the history; whether a key was found is asked of the ring
    @discardableResult
    func open(
        _ compartment: OpaqueID, reading: any StoreReading, depth: CompartmentHistory.Depth = .signatures
    ) throws -> CompartmentHistory {
        let history = try history(of: compartment, reading: reading, depth: depth)
        guard let current = history.current, !ring.holds(all: history.generations) else { return history }
        let rows = try grants(of: compartment, reading: reading)
        // The newest grant first: an older one opens less, but may be all that was given, or what the newer do not lead back to.
        // One that opens nothing is passed over: anybody can write a row, and it must not keep a good grant from being found.
        for row in rows.reversed() where row.target == session.me {
            guard let grant = try? Grant(parsing: row.body),
                !ring.holds(compartment, generation: grant.generation),
                (try? grant.check(row: row, chain: chain)) != nil
            else { continue }
            try? ring.adopt(grant, generations: history.generations)
            if ring.holds(all: history.generations) { return history }
        }
        guard !ring.holds(compartment, generation: current.generation) else { return history }
        // Only a client's file lies in another compartment; a fixed one never does.
        guard FixedCompartment.named(compartment, in: chain.practice) == nil else {
            try requireGrants(of: history, reading: reading)
            return history
        }
        for row in rows.reversed() {
            guard let parent = FixedCompartment.named(row.target, in: chain.practice)?.id(in: chain.practice) else {
                continue
            }
            if (try? ring.current(of: parent)) == nil { try open(parent, reading: reading) }
            guard let grant = try? Grant(parsing: row.body), grant.holder == .compartment(parent),
                ring.holds(parent, generation: grant.holderGeneration)
            else { continue }
            if depth == .signatures, (try? grant.check(row: row, chain: chain)) == nil { continue }
            guard !ring.holds(compartment, generation: grant.generation) else { continue }
            let through = try ring.secret(of: parent, generation: grant.holderGeneration)
            try? ring.adopt(grant, through: through, generations: history.generations)
            if ring.holds(all: history.generations) { return history }
        }
        if !ring.holds(compartment, generation: current.generation) {
            try requireGrants(of: history, reading: reading)
        }
        return history
    }

    /// A compartment's grants as they were logged. Those that are gone, or that somebody only said were there, are passed over: others
    /// may open what these would have.
    private func grants(of compartment: OpaqueID, reading: any StoreReading) throws -> [StoredRow] {
        guard let logged = reading as? LoggedReading else { return try reading.rows(.grant, scope: compartment) }
        return try logged.rows(.grant, scope: compartment) { _ in true }
    }

    /// Holds what would have opened a compartment that did not open against the log.
    /// - Throws: `.altered` where a grant to this identity that belongs, or one to a compartment that does, is not what the log says
    private func requireGrants(of history: CompartmentHistory, reading: any StoreReading) throws {
        guard let logged = reading as? LoggedReading else { return }
        let wanted = holders(of: history).filter { holder in
            if case .person(let person) = holder { return person == session.me }
            return true
        }
        let ids = Set(wanted.map(\.id))
        guard !ids.isEmpty else { return }
        _ = try logged.rows(.grant, scope: history.compartment) { missing in
            CompartmentKey.holder(of: missing.key).map { !ids.contains($0) } ?? false
        }
    }

    /// Whether the newest key of a compartment was given to this identity, or to a compartment whose key it holds, by something that
    /// does not open it: then it is not on its way.
    func isSpoiled(_ history: CompartmentHistory, reading: any StoreReading) throws -> Bool {
        guard let current = history.current, !ring.holds(history.compartment, generation: current.generation) else {
            return false
        }
        return try grants(of: history.compartment, reading: reading).contains { row in
            guard let grant = try? Grant(parsing: row.body), grant.generation == current.generation else {
                return false
            }
            return ring.opens(grant, of: current) == false
        }
    }

    /// Who belongs to the compartment now.
    func holders(of history: CompartmentHistory) -> [Holder] {
        history.belonging(in: chain) ?? []
    }

    /// Whether this identity belongs to the compartment now, by itself or as a member of another that does.
    func belongs(to history: CompartmentHistory) -> Bool {
        holders(of: history).contains { holder in
            switch holder {
            case .person(let person): return person == session.me
            case .compartment(let parent):
                return FixedCompartment.named(parent, in: chain.practice)?.members(in: chain)
                    .contains { $0.id == session.me } ?? false
            }
        }
    }

    /// Whether someone who belongs no longer could open this generation. It is derived: from who belonged since, from grants
    /// to whoever does not belong, and from the compartments it lies in; a mark only says so sooner. A mark or a grant that the log
    /// has and the file has not counts: what somebody only said costs a new key, what somebody took away would cost a secret.
    func isStale(_ history: CompartmentHistory, generation: UInt32, reading: any StoreReading) throws -> Bool {
        if history.isOutlived(generation, in: chain) { return true }
        let key = CompartmentKey.bytes(history.compartment, generation)
        let belonging = Set(holders(of: history))
        let rows: [StoredRow]
        do {
            if try reading.row(RowAddress(.staleMark, key: key)) != nil { return true }
            rows = try reading.rows(.grant, prefix: key, limit: .max)
        } catch RoomError.altered { return true }
        if chain.opened, rows.contains(where: { row in !belonging.contains { $0.id == row.target } }) { return true }
        guard FixedCompartment.named(history.compartment, in: chain.practice) == nil else { return false }
        // break-glass: a key that custodians put together for somebody is done with once their time has passed.
        if try Glasses(session: session, reading: reading).isSpent(history.compartment, generation) { return true }
        // hand-over without the leaver: what custodians gave away is written under by nobody any more.
        if try Successions(session: session, reading: reading).isReleased(history.compartment, generation) {
            return true
        }
        for case .compartment(let parent) in belonging {
            guard let row = rows.first(where: { $0.target == parent }), let grant = try? Grant(parsing: row.body) else {
                return true
            }
            let parentHistory = try self.history(of: parent, reading: reading)
            guard grant.holderGeneration == parentHistory.current?.generation,
                try !isStale(parentHistory, generation: grant.holderGeneration, reading: reading)
            else { return true }
        }
        return false
    }

    /// Whether the newest generation, if there is one, is stale.
    func isStale(_ history: CompartmentHistory, reading: any StoreReading) throws -> Bool {
        guard let current = history.current else { return false }
        return try isStale(history, generation: current.generation, reading: reading)
    }

    /// Where a deposit to the compartment goes: to its current generation, or, while that is stale, to each of its people.
    func destination(of compartment: OpaqueID, reading: any StoreReading) throws -> Deposit.Destination {
        let history = try history(of: compartment, reading: reading)
        guard let current = history.current else { throw RoomError.noKey }
        guard try isStale(history, reading: reading) else {
            return .generation(current)
        }
        let people = holders(of: history).compactMap { holder -> Member? in
            guard case .person(let person) = holder else { return nil }
            return chain.members[person]
        }
        return .people(people, compartment: compartment)
    }

    // MARK: writing

    /// Makes sure that the newest generation may be written under: makes the first, or renews a stale one.
    /// - Throws: `RoomError.noKey` where this identity neither holds the compartment nor is its first member
    @discardableResult
    func prepareToWrite(_ compartment: OpaqueID, in transaction: RoomTransaction) throws -> CompartmentHistory {
        let history = try open(compartment, reading: transaction.reading)
        guard let current = history.current else {
            guard try isFirstMember(history, reading: transaction.reading) else { throw RoomError.noKey }
            guard try isRightlyAssigned(history, reading: transaction.reading) else { throw RoomError.altered }
            return try makeGeneration(of: history, in: transaction)
        }
        // Holding an old key is not enough: whoever belongs no longer neither writes nor renews.
        guard ring.holds(compartment, generation: current.generation), belongs(to: history) else {
            throw RoomError.noKey
        }
        guard try isStale(history, reading: transaction.reading) else {
            return history
        }
        return try makeGeneration(of: history, in: transaction)
    }

    /// Whether `prepareToWrite` would find this identity entitled. It writes nothing.
    func mayPrepareToWrite(_ compartment: OpaqueID, reading: any StoreReading) throws -> Bool {
        let history = try open(compartment, reading: reading)
        guard let current = history.current else {
            return try isFirstMember(history, reading: reading) && isRightlyAssigned(history, reading: reading)
        }
        return ring.holds(compartment, generation: current.generation) && belongs(to: history)
    }

    /// The same for a case, which belongs to counselors and to nobody else, whoever was assigned to it.
    /// - Throws: `RoomError.strangerInCase` where somebody else belongs to it
    func prepareToWrite(inCase compartment: OpaqueID, in transaction: RoomTransaction) throws {
        let areCounselors = holders(of: try history(of: compartment, reading: transaction.reading)).allSatisfy {
            holder in
            guard case .person(let person) = holder else { return false }
            return chain.members[person]?.holds([.counselor, .trainee]) == true
        }
        guard areCounselors else { throw RoomError.strangerInCase }
        try prepareToWrite(compartment, in: transaction)
    }

    /// Whether everyone assigned was so by somebody with that right. Whoever makes the first key gives it to all of them.
    func isRightlyAssigned(_ history: CompartmentHistory, reading: any StoreReading) throws -> Bool {
        let rows = try reading.rows(.assignment, scope: history.compartment)
        let directors = Directors(session: session, reading: reading)
        return try history.assignments.allSatisfy { assignment in
            if assignment.member == .person(session.me) || assignment.signer == session.me { return true }
            // The history has checked that each row is what it says.
            guard let row = rows.first(where: { (try? Assignment(parsing: $0.body).hash) == assignment.hash }) else {
                return false
            }
            return try directors.assigned(row, by: assignment.signer)
        }
    }

    private func isFirstMember(_ history: CompartmentHistory, reading: any StoreReading) throws -> Bool {
        for holder in holders(of: history) {
            if holder == .person(session.me) { return true }
            guard case .compartment(let parent) = holder,
                let current = try open(parent, reading: reading).current
            else { continue }
            if ring.holds(parent, generation: current.generation) { return true }
        }
        return false
    }

    /// Assigns someone to a compartment; the key follows when it is there and this identity holds it, else it is owed.
    @discardableResult
    func assign(_ holder: Holder, to compartment: OpaqueID, in transaction: RoomTransaction) throws
        -> CompartmentHistory
    {
        let history = try open(compartment, reading: transaction.reading)
        guard !history.assigned.contains(holder) else { return history }
        try transaction.put(try ring.assign(holder, assigned: true, to: history, chain: chain).row)
        let assigned = try self.history(of: compartment, reading: transaction.reading)
        if let current = assigned.current, ring.holds(compartment, generation: current.generation) {
            try grant(compartment, current.generation, to: holder, in: transaction)
        } else if holder != .person(session.me), case .person = holder {
            try transaction.put(OwedMark(compartment: compartment, member: holder.id).row)
        }
        return assigned
    }

    /// Makes the next generation, grants it to everyone who belongs, splits it among custodians and renews the data keys.
    @discardableResult
    func makeGeneration(of history: CompartmentHistory, in transaction: RoomTransaction) throws -> CompartmentHistory {
        let compartment = history.compartment
        let statement = try ring.makeGeneration(of: history, chain: chain)
        try transaction.put(statement.row)
        let holders = holders(of: history)
        // Whoever makes it can open it, even where only another compartment is named: a maker is one of its members.
        for holder in holders { try grant(compartment, statement.generation, to: holder, in: transaction) }
        try share(compartment, statement.generation, history: history, in: transaction)
        if statement.generation > 1 {
            // Only what lies under the key before: anything under an older one was written by somebody who had only that.
            for row in try transaction.reading.rows(.record, scope: compartment)
            where (try? Envelope(row))?.generation == statement.generation - 1 {
                // What does not unwrap opens for nobody: anybody could have put it there, and it must keep nobody from writing.
                do {
                    if let renewed = try session.sealer.rewrap(row) { try transaction.put(renewed) }
                } catch VaultError.wrongKeyOrAltered { continue }
            }
            try SlotRenewal(session: session, transaction: transaction).renew(after: compartment)
        }
        for mark in try transaction.reading.rows(.owed, scope: compartment) { try transaction.remove(mark.address) }
        return try self.history(of: compartment, reading: transaction.reading)
    }

    /// Grants a generation that the ring holds to someone who belongs, and earlier ones to which it does not lead back.
    func grant(_ compartment: OpaqueID, _ generation: UInt32, to holder: Holder, in transaction: RoomTransaction) throws
    {
        for earlier in ring.cutOff(below: generation, of: compartment) {
            try grantAlone(compartment, earlier, to: holder, in: transaction)
        }
        try grantAlone(compartment, generation, to: holder, in: transaction)
    }

    private func grantAlone(
        _ compartment: OpaqueID, _ generation: UInt32, to holder: Holder, in transaction: RoomTransaction
    ) throws {
        switch holder {
        case .person(let person):
            guard let member = chain.members[person], member.effect == .active,
                try !isGranted(compartment, generation, to: person, in: transaction)
            else { return }
            try transaction.put(try ring.grant(compartment, generation: generation, to: member).row)
        case .compartment(let parent):
            guard try !isGranted(compartment, generation, to: parent, in: transaction) else { return }
            let parentHistory = try open(parent, reading: transaction.reading)
            guard let current = parentHistory.current else { throw RoomError.noKey }
            let grant =
                ring.holds(parent, generation: current.generation)
                ? try ring.grant(compartment, generation: generation, to: parent)
                : try ring.grant(compartment, generation: generation, to: current)
            try transaction.put(grant.row)
        }
    }

    /// Whether a rightful grant stands already. One that stands without right is in the way, and that is told, not passed over:
    /// whoever it names would be shut out without a word.
    private func isGranted(
        _ compartment: OpaqueID, _ generation: UInt32, to holder: OpaqueID, in transaction: RoomTransaction
    ) throws -> Bool {
        let source = StoredCompartments(reading: transaction.reading)
        guard let row = try source.grant(of: compartment, generation: generation, to: holder) else { return false }
        let history = try history(of: compartment, reading: transaction.reading)
        let grant = try Grant(parsing: row.body)
        try grant.check(row: row, chain: chain)
        guard try Holding(history, source: source, chain: chain).isRightful(grant) else { throw RoomError.altered }
        return true
    }

    /// Splits a secret that fewer than three people hold among the custodians. With one custodian there are no shares: one
    /// share that opens by itself would make its holder a master key.
    func share(
        _ compartment: OpaqueID, _ generation: UInt32, history: CompartmentHistory, in transaction: RoomTransaction
    ) throws {
        guard try needsShares(history, reading: transaction.reading) else { return }
        let custodians = chain.active(with: .custodian)
        try transaction.put(
            try ring.shares(of: compartment, generation: generation, among: custodians, threshold: 2).row)
    }

    private func needsShares(_ history: CompartmentHistory, reading: any StoreReading) throws -> Bool {
        let holders = holders(of: history)
        let throughOthers = holders.contains { if case .compartment = $0 { true } else { false } }
        guard !throughOthers, holders.count < 3, chain.active(with: .custodian).count >= 2 else { return false }
        return try !isComplaint(history.compartment, reading: reading)
    }

    /// Whether a compartment is a complaint's, whose key no custodian ever gets a share of: it may be about one of them.
    private func isComplaint(_ compartment: OpaqueID, reading: any StoreReading) throws -> Bool {
        if session.unshared.contains(compartment) { return true }
        guard FixedCompartment.named(compartment, in: chain.practice) == nil else { return false }
        // A case and a client's file bear a record of their own name.
        if (try? Records(session: session, reading: reading).home(of: compartment)) != nil { return false }
        // What cannot be told is taken for one: nobody takes shares back that were made once.
        guard ring.holds(compartment, generation: 1) else { return true }
        return try unlessSpoiled {
            try Threads(session: session, reading: reading).kind(of: compartment) == .complaint
        } ?? true
    }

    /// Whether the custodians hold the shares they should; true where none are needed.
    func hasShares(_ history: CompartmentHistory, reading: any StoreReading) throws -> Bool {
        guard let current = history.current, try needsShares(history, reading: reading) else { return true }
        let key = CompartmentKey.bytes(history.compartment, current.generation)
        guard let row = try reading.row(RowAddress(.shares, key: key)) else { return false }
        return try ShareSet(parsing: row.body).isAmong(chain.active(with: .custodian))
    }
}
