import Counseling
import Cryptography
import RecordStore
import Vault

// What is signed about flags, on its way into deposits.
extension CrisisFlags {
    /// Deposits one act, after making sure that it counts.
    /// - Parameter flag: nil for raising one
    /// - Returns: the deposit's identifier
    @discardableResult
    func deposit(
        _ what: CrisisAct, about flag: CrisisFlag?, to people: [Member], at now: UTCTime,
        in transaction: RoomTransaction
    ) throws -> Identifier<CrisisFlag> {
        let me = Identifier<Person>(session.me)
        let position = session.chain.head.position
        let event = CrisisEvent(
            flag: flag?.id, number: min((flag?.lastNumber ?? 0) + 1, Self.lastNumber), position: position, at: now,
            by: me, clockBehind: Pins(session: session).isBehind(now), what: what)
        if let flag {
            let act = CrisisDeposit(id: flag.id, author: author(session.me, at: position), event: event)
            do throws(CrisisProblem) { _ = try flag.after(act, counsels: counsels()) } catch {
                throw RoomError.denied(rule: PolicyRule(error))
            }
        }
        return try seal(try event.encodedBody(), kind: Self.actKind, to: people, in: transaction)
    }

    /// Seals a deposit to the compartment and to people who do not belong to it.
    @discardableResult
    func seal(
        _ body: [UInt8], kind: String, to people: [Member], in transaction: RoomTransaction
    ) throws -> Identifier<CrisisFlag> {
        let inside = Set(FixedCompartment.crisis.members(in: session.chain).map(\.id))
        let others = people.filter { !inside.contains($0.id) }
        let destination: Deposit.Destination =
            switch try compartments.destination(of: compartment, reading: transaction.reading) {
            case .generation(let current): others.isEmpty ? .generation(current) : .generationAndPeople(current, others)
            case .people(let belonging, let compartment): .people(belonging + others, compartment: compartment)
            case let other: other
            }
        return Identifier(try put(body, kind: kind, to: destination, in: transaction))
    }

    private func put(
        _ body: [UInt8], kind: String, to destination: Deposit.Destination, in transaction: RoomTransaction
    ) throws -> OpaqueID {
        let deposit = try Deposit(
            body, kind: kind, to: destination, practice: session.chain.practice, membership: session.ring.membership,
            by: session.ring.identity)
        try transaction.put(deposit.row)
        return deposit.id
    }

    /// Tells the desk that the supervisor on duty is to be called for a client, or that this is over; not where it has no key to
    /// the client's file, or somebody spoiled one: that keeps the desk from being called, not the flag from being raised.
    func tellDesk(
        _ client: Identifier<Client>, of flag: Identifier<CrisisFlag>, active: Bool, in transaction: RoomTransaction
    ) throws {
        guard let destination = try destination(toDeskOf: client) else { return }
        _ = try put(
            try DeskAlert(flag: flag, active: active).encodedBody(), kind: DeskAlerts.kind, to: destination,
            in: transaction)
    }

    /// Whether the desk can be told anything about a client.
    func reachesDesk(of client: Identifier<Client>) throws -> Bool {
        try counselorsIfSound(of: client) != nil && destination(toDeskOf: client) != nil
    }

    /// nil where a file has no key yet, or its keys or the desk's are not in order.
    private func destination(toDeskOf client: Identifier<Client>) throws -> Deposit.Destination? {
        let file = OpaqueID(client)
        do {
            guard try compartments.history(of: file, reading: reading).current != nil else { return nil }
            return try compartments.destination(of: file, reading: reading)
        } catch is VaultError { return nil }
    }

    /// Whether whose flag it is was said with the keys of all that was signed before: another program may have kept them back, and one that
    /// found the client's file not in order hands on none.
    func isWhollyLinked(_ flag: CrisisFlag) throws -> Bool {
        var (before, handed): (Set<String>, Set<CrisisKey>) = ([], [])
        var isLinked = false
        for deposit in flag.deposits {
            if case .linked(let link) = deposit.event.what {
                isLinked = true
                handed.formUnion(link.keys)
            } else if !isLinked {
                before.insert(deposit.id.hex)
            }
        }
        guard isLinked else { return flag.client != nil }
        return try keys(to: flag).allSatisfy { !before.contains($0.deposit.hex) || handed.contains($0) }
    }

    /// The data keys of what was signed about a flag so far, for counselors who come to it later.
    func keys(to flag: CrisisFlag) throws -> [CrisisKey] {
        let ids = Set((flag.deposits + flag.faults.map(\.deposit)).map { OpaqueID($0.id) })
        return try deposits(except: []).filter { ids.contains($0.deposit.id) && $0.deposit.isMeant(for: session.ring) }
            .map {
                CrisisKey(
                    deposit: Identifier($0.deposit.id),
                    key: Base64.encode(try $0.deposit.openDataKey(with: session.ring).revealed(), padded: true))
            }
    }
}

extension PolicyRule {
    /// The rule that a problem of an act about a flag breaks.
    init(_ problem: CrisisProblem) {
        switch problem {
        case .refusedStep(.resolved, _): self = .flagIsResolved
        case .refusedStep(_, .proposed), .refusedStep(.raised, .reassessed): self = .flagNotAcknowledged
        case .refusedStep: self = .flagNotProposed
        case .notEntitled, .farBeyond, .contradictory, .unreadable: self = .notInCrisis
        case .ownProposal: self = .ownProposal
        case .reportMissing: self = .harmNotReported
        case .alreadyLinked: self = .flagIsLinked
        }
    }
}
