public import Counseling
import RecordStore
import Vault

/// What about a flag cannot wait for the clock to be set right or the disk to be emptied.
public protocol CrisisPurpose: ChangingPurpose {}
extension CrisisPurpose { public static var isUrgent: Bool { true } }

public enum RaisingFlag: CrisisPurpose { public static let action = Action.raiseFlag }
public enum ListingFlags: LookingPurpose { public static let action = Action.listFlags }
public enum ReadingFlag: LookingPurpose { public static let action = Action.readFlag }
public enum AcknowledgingFlag: CrisisPurpose { public static let action = Action.acknowledgeFlag }
public enum LoggingIntervention: CrisisPurpose { public static let action = Action.logIntervention }
public enum LoggingContact: CrisisPurpose { public static let action = Action.logContact }
public enum LinkingFlag: CrisisPurpose { public static let action = Action.linkFlag }
public enum ReassessingFlag: CrisisPurpose { public static let action = Action.reassessFlag }
public enum ProposingResolution: CrisisPurpose { public static let action = Action.proposeResolution }
public enum ProposingUnreported: CrisisPurpose { public static let action = Action.proposeUnreported }
public enum CosigningResolution: CrisisPurpose { public static let action = Action.cosignResolution }

/// Flags with what a reader needs beside them.
public struct CrisisLedger: Sendable {
    public let flags: [CrisisFlag]
    /// Deposits that are meant for this person and are not what they should be, or of a flag that does not open.
    public let unreadable: Int
    /// Whether this person is one of those who are called, and the newest key has not come to them: what was raised since it was
    /// made may not open.
    public let lacksNewestKey: Bool
    public let staff: [Identifier<Person>: StaffMember]
    public let onlooker: CrisisOnlooker
    /// The person's own clients among those that the flags are of.
    public let ownClients: Set<Identifier<Client>>

    /// Whether this person has only what they raised themself: how it went on is sealed to others.
    public func isPartial(_ flag: CrisisFlag) -> Bool {
        let leads = onlooker.roles.contains(.supervisor) || onlooker.roles.contains(.director)
        return !leads && !(flag.client.map(ownClients.contains) ?? false)
    }

    /// What a flag wants of the person who looks.
    public func demands(_ flag: CrisisFlag, at now: UTCTime) -> [CrisisDemand] {
        flag.demands(of: onlooker, at: now) { person, client in
            person == onlooker.person && ownClients.contains(client)
        }
    }
}

extension CrisisFlags {
    func ledger(_ flags: [CrisisFlag], unreadable: Int, lacksNewestKey: Bool = false) throws -> CrisisLedger {
        let roll = try StaffRoll(chain: session.chain).everyone()
        let own = try Set(flags.compactMap(\.client)).filter {
            try counselorsIfSound(of: $0)?.contains { $0.id == session.me } ?? false
        }
        return CrisisLedger(
            flags: flags, unreadable: unreadable, lacksNewestKey: lacksNewestKey,
            staff: Dictionary(roll.map { ($0.id, $0.member) }) { first, _ in first },
            onlooker: CrisisOnlooker(
                person: Identifier(session.me), roles: session.chain.members[session.me]?.duties?.roles ?? [],
                supervisors: Set(session.chain.active(with: .supervisor).map { Identifier($0.id) })),
            ownClients: own)
    }
}

extension Visit where P == ListingFlags {
    /// Every flag that this person's keys open.
    public func ledger() throws -> CrisisLedger {
        let flags = CrisisFlags(session: session, reading: reading)
        let opened = try flags.open()
        let folded = CrisisFlag.fold(opened.acts, counsels: flags.counsels())
        return try flags.ledger(
            folded.flags, unreadable: opened.unreadable.count + folded.homeless.count,
            lacksNewestKey: flags.lacksNewestKey())
    }
}

extension Visit where P == ReadingFlag {
    /// The visit's flag alone. Throws `.noKey` where it does not open to this person.
    public func ledger() throws -> CrisisLedger {
        guard case .flag(let id) = subject else { throw RoomError.notFound(.flag) }
        let flags = CrisisFlags(session: session, reading: reading)
        guard let flag = try flags.flags().first(where: { $0.id == id }) else { throw RoomError.noKey }
        return try flags.ledger([flag], unreadable: 0)
    }
}

extension Visit where P == RaisingFlag {
    /// Raises a flag in this person's name: sealed to the crisis compartment, to the client's counselors and to oneself. Where
    /// the client's file is not in order, neither counselors nor desk are told: see `reachesCounselors`.
    /// - Returns: the flag's identifier
    public func raise(_ report: CrisisReport) throws -> Identifier<CrisisFlag> {
        let transaction = try writing()
        let flags = CrisisFlags(session: session, reading: reading)
        let counselors = try report.client.flatMap { try flags.counselorsIfSound(of: $0) }
        var people = counselors ?? []
        if let me = session.chain.members[session.me], !people.contains(where: { $0.id == me.id }) { people.append(me) }
        let id = try flags.deposit(.raised(report), about: nil, to: people, at: now, in: transaction)
        if let client = report.client, counselors != nil {
            try flags.tellDesk(client, of: id, active: true, in: transaction)
        }
        return id
    }

    /// Whether what is raised about the client goes to their counselors and the desk too.
    public func reachesCounselors(of client: Identifier<Client>) throws -> Bool {
        try CrisisFlags(session: session, reading: reading).counselorsIfSound(of: client) != nil
    }

    /// Adds what was learned a moment after raising.
    public func detail(_ report: CrisisReport, of id: Identifier<CrisisFlag>) throws {
        let flags = CrisisFlags(session: session, reading: reading)
        let flag = try flags.flag(id)
        var people = try flag.client.flatMap { try flags.counselorsIfSound(of: $0) } ?? []
        if let me = session.chain.members[session.me], !people.contains(where: { $0.id == me.id }) { people.append(me) }
        try flags.deposit(.detailed(report), about: flag, to: people, at: now, in: try writing())
        if let said = report.client, try flags.counselorsIfSound(of: said) != nil {
            try flags.tellDesk(said, of: id, active: true, in: try writing())
        }
    }
}

extension Visit where P: CrisisPurpose {
    /// Does something about the flag that is told, sealed to the crisis compartment and to the client's counselors.
    fileprivate func act(_ what: CrisisAct, on id: Identifier<CrisisFlag>) throws {
        let flags = CrisisFlags(session: session, reading: reading)
        let flag = try flags.flag(id)
        // What is missing may say that it is not over.
        switch what {
        case .proposed, .resolved:
            guard session.logged?.unseenDeposits.isEmpty != false else { throw RoomError.altered }
        default: break
        }
        let people = try flag.client.flatMap { try flags.counselorsIfSound(of: $0) } ?? []
        try flags.deposit(what, about: flag, to: people, at: now, in: try writing())
    }

    fileprivate func act(_ what: CrisisAct) throws {
        guard case .flag(let id) = subject else { throw RoomError.notFound(.flag) }
        try act(what, on: id)
    }
}

extension Visit where P: CrisisPurpose {
    /// Whether the desk can be told of what is done about a client; not where the file's keys or the desk's are not in order.
    public func reachesDesk(of client: Identifier<Client>) throws -> Bool {
        try CrisisFlags(session: session, reading: reading).reachesDesk(of: client)
    }

    /// The same of the visit's flag; nil while it has no client.
    public func reachesDesk() throws -> Bool? {
        guard case .flag(let id) = subject else { throw RoomError.notFound(.flag) }
        let flags = CrisisFlags(session: session, reading: reading)
        return try flags.flag(id).client.map { try flags.reachesDesk(of: $0) }
    }
}

extension Visit where P == AcknowledgingFlag {
    /// Takes the visit's flag up, by name: the clock stops.
    public func acknowledge() throws { try act(.acknowledged) }
}

extension Visit where P == LoggingIntervention {
    public func log(_ text: CrisisText) throws { try act(.intervened(text)) }
}

extension Visit where P == LoggingContact {
    public func log(_ contact: CrisisContact) throws { try act(.contacted(contact)) }
}

extension Visit where P == ReassessingFlag {
    public func reassess(_ reassessment: CrisisReassessment) throws { try act(.reassessed(reassessment)) }
}

extension Visit where P == ProposingResolution {
    public func propose(_ proposal: CrisisProposal) throws { try act(.proposed(proposal)) }
}

extension Visit where P == ProposingUnreported {
    /// Proposes that it is over although suspected harm was not reported, for a reason that the co-signature covers.
    public func propose(_ proposal: CrisisProposal) throws { try act(.proposed(proposal)) }
}

extension Visit where P == LinkingFlag {
    /// Says whose flag it is. The client's counselors are handed the keys of what was signed so far, the desk is told to call
    /// the supervisor on duty.
    public func link(to client: Identifier<Client>) throws {
        guard case .flag(let id) = subject else { throw RoomError.notFound(.flag) }
        guard try records.compartment(of: OpaqueID(client)) == OpaqueID(client) else {
            throw RoomError.notFound(.client)
        }
        let transaction = try writing()
        let flags = CrisisFlags(session: session, reading: reading)
        let flag = try flags.flag(id)
        let counselors = try flags.counselorsIfSound(of: client)
        // Keys are handed on to people who are known: where the file is not in order nobody is, and the act goes without.
        let link = CrisisLink(client: client, keys: counselors == nil ? [] : try flags.keys(to: flag))
        try flags.deposit(.linked(link), about: flag, to: counselors ?? [], at: now, in: transaction)
        if counselors != nil { try flags.tellDesk(client, of: id, active: true, in: transaction) }
    }

    /// Whether the client's counselors and the desk learn of it; not where the client's file is not in order.
    public func reachesCounselors(of client: Identifier<Client>) throws -> Bool {
        try CrisisFlags(session: session, reading: reading).counselorsIfSound(of: client) != nil
    }
}

extension Visit where P == CosigningResolution {
    /// Puts the second signature under what was proposed; the desk is told that it is over.
    /// - Parameter seen: what was proposed when it was shown, and by whom; nil where nothing was
    /// - Throws: `RoomError.changedMeanwhile` where something else is proposed now
    public func cosign(_ seen: (by: Identifier<Person>, what: CrisisProposal)?) throws {
        guard case .flag(let id) = subject else { throw RoomError.notFound(.flag) }
        let flags = CrisisFlags(session: session, reading: reading)
        if let standing = try flags.flag(id).proposal, standing.by != seen?.by || standing.what != seen?.what {
            throw RoomError.changedMeanwhile
        }
        try act(.resolved)
        // Also where it was only said whose it is: the desk was told then.
        let flag = try flags.flag(id)
        let clients = Set([flag.client].compactMap { $0 } + flag.deposits.compactMap(\.event.what.saidClient))
        for client in clients.sorted(by: { $0.hex < $1.hex }) where try flags.counselorsIfSound(of: client) != nil {
            try flags.tellDesk(client, of: id, active: false, in: try writing())
        }
    }
}
