import Counseling
import Cryptography
import RecordStore
import Vault

/// What a deposit in the crisis compartment turned out to be.
enum CrisisContent {
    case act(CrisisDeposit)
    case card(EmergencyCard, by: CrisisAuthor)
    /// Meant for this identity and not what it should be.
    case unreadable
}

/// Crisis flags as the session's keys open them: those of the compartment `crisis`, and those that were sealed to this person by
/// name. Opened deposits stay in the session's memory and nowhere else.
struct CrisisFlags {
    static let actKind = "crisis-act"
    static let cardKind = "emergency-card"
    /// Beyond this nothing is counted: a number that cannot be counted on must not stand in the way of the next.
    static let lastNumber = 1 << 30

    let session: RoomSession
    let reading: any StoreReading

    var compartment: OpaqueID { FixedCompartment.crisis.id(in: session.chain.practice) }
    var compartments: Compartments { Compartments(session: session) }

    /// What was opened, by kind.
    struct Opened {
        var acts: [CrisisDeposit] = []
        var cards: [(id: OpaqueID, card: EmergencyCard, by: CrisisAuthor)] = []
        var unreadable: [OpaqueID] = []
    }

    // MARK: reading

    /// Whether this identity belongs to the compartment, and so reads every flag.
    var belongs: Bool { FixedCompartment.crisis.members(in: session.chain).contains { $0.id == session.me } }

    /// Whether this identity belongs to the compartment, and its newest key has not come to it.
    func lacksNewestKey() throws -> Bool {
        guard belongs, let current = try compartments.open(compartment, reading: reading).current else { return false }
        return !session.ring.holds(compartment, generation: current.generation)
    }

    /// The deposits that are meant for this identity, told by what stands in clear: nothing of them is opened.
    /// - Parameter settled: those that need no look
    func meant(except settled: Set<OpaqueID> = []) throws -> [(row: StoredRow, deposit: Deposit)] {
        let left = try deposits(except: settled)
        guard !left.isEmpty else { return [] }
        if belongs { try compartments.open(compartment, reading: reading) }
        return left.filter { $0.deposit.isMeant(for: session.ring) }
    }

    func deposits(except settled: Set<OpaqueID>) throws -> [(row: StoredRow, deposit: Deposit)] {
        try reading.rows(.deposit, scope: compartment).compactMap { row in
            guard let id = OpaqueID(row.address.key), !settled.contains(id),
                // One that cannot be taken apart is nobody's; verification names it.
                let deposit = try? Deposit(parsing: row.body)
            else { return nil }
            return (row, deposit)
        }
    }

    /// Opens what is meant for this identity, and what was handed on to it when a flag was linked to its client.
    func open(except settled: Set<OpaqueID> = []) throws -> Opened {
        if belongs { try compartments.open(compartment, reading: reading) }
        var closed: [OpaqueID: (row: StoredRow, deposit: Deposit)] = [:]
        var result = Opened()
        var handed: [OpaqueID: Set<String>] = [:]
        for (row, deposit) in try deposits(except: settled) {
            guard deposit.isMeant(for: session.ring) else {
                closed[deposit.id] = (row, deposit)
                continue
            }
            let content = content(of: deposit, row)
            add(content, deposit.id, to: &result)
            if case .act(let act) = content, case .linked(let link) = act.event.what {
                for key in link.keys { handed[OpaqueID(key.deposit), default: []].insert(key.key) }
            }
        }
        for (row, deposit) in closed.values {
            guard let keys = handed[deposit.id] else { continue }
            if let content = content(of: deposit, row, underAnyOf: keys) { add(content, deposit.id, to: &result) }
        }
        return result
    }

    private func add(_ content: CrisisContent, _ id: OpaqueID, to opened: inout Opened) {
        switch content {
        case .act(let act): opened.acts.append(act)
        case .card(let card, let author): opened.cards.append((id, card, author))
        case .unreadable: opened.unreadable.append(id)
        }
    }

    private func content(of deposit: Deposit, _ row: StoredRow) -> CrisisContent {
        if let known = session.openedCrisis[deposit.id] { return known }
        let content = (try? read(deposit, row, under: nil)) ?? .unreadable
        session.openedCrisis[deposit.id] = content
        return content
    }

    /// What was handed on. Anybody can offer a key, so one that opens nothing says nothing of the deposit: the others are
    /// tried, and that none of them opened it is neither counted nor remembered.
    private func content(of deposit: Deposit, _ row: StoredRow, underAnyOf keys: Set<String>) -> CrisisContent? {
        if let known = session.openedCrisis[deposit.id] { return known }
        for key in keys {
            guard let content = try? read(deposit, row, under: key) else { continue }
            if case .unreadable = content { continue }
            session.openedCrisis[deposit.id] = content
            return content
        }
        return nil
    }

    private func read(_ deposit: Deposit, _ row: StoredRow, under key: String?) throws -> CrisisContent {
        try deposit.check(row: row, chain: session.chain)
        let opened: (kind: String, author: OpaqueID, body: [UInt8])
        if let key {
            guard let bytes = Base64.decode(key, padded: true), bytes.count == 32 else { return .unreadable }
            opened = try session.sealer.open(deposit, under: try SecretBytes(copying: bytes))
        } else {
            opened = try session.sealer.open(deposit)
        }
        guard opened.author == deposit.depositor else { return .unreadable }
        switch opened.kind {
        case Self.actKind:
            let event = try CrisisEvent(body: opened.body)
            guard (1...Self.lastNumber).contains(event.number), event.position <= session.chain.head.position else {
                return .unreadable
            }
            let author = try author(of: deposit, row, at: event.position)
            return .act(CrisisDeposit(id: Identifier(deposit.id), author: author, event: event))
        case Self.cardKind:
            let card = try EmergencyCard(body: opened.body)
            guard OpaqueID(card.by) == deposit.depositor, (1...Self.lastNumber).contains(card.number) else {
                return .unreadable
            }
            return .card(card, by: author(deposit.depositor, at: session.chain.head.position))
        default: return .unreadable
        }
    }

    /// With the duties that a person had where they say that they signed, and had still, or have now, when the log took it: who
    /// is out or has other duties could otherwise sign as of the day before.
    private func author(of deposit: Deposit, _ row: StoredRow, at position: UInt32) throws -> CrisisAuthor {
        let author = author(deposit.depositor, at: position)
        guard case .person(let id, let roles) = author else { return author }
        let log = LoggedDeposits(session: session, reading: reading)
        return .person(
            id, roles: try roles.filter { try log.left(row, by: deposit.depositor, as: Duties([$0])) })
    }

    func author(_ depositor: OpaqueID, at position: UInt32) -> CrisisAuthor {
        if session.chain.stations[depositor] != nil { return .station }
        return .person(
            Identifier(depositor), roles: session.chain.duties(of: depositor, at: position)?.roles ?? [])
    }

    /// Whether a person counsels a client, or ever did: the client's file names them in clear.
    func counsels() -> CrisisFlag.Counsels {
        var known: [Identifier<Client>: Set<OpaqueID>] = [:]
        return { person, client in
            if let people = known[client] { return people.contains(OpaqueID(person)) }
            // A hostile row behind the others takes nobody's acts away.
            let people = Set(
                ((try? begun(client))?.assignments ?? []).compactMap { assignment -> OpaqueID? in
                    if case .person(let id) = assignment.member { id } else { nil }
                })
            known[client] = people
            return people.contains(OpaqueID(person))
        }
    }

    /// What of the file's history is in order.
    func begun(_ client: Identifier<Client>) throws -> CompartmentHistory {
        try CompartmentHistory(
            soundBeginningOf: OpaqueID(client), from: StoredCompartments(reading: reading), chain: session.chain)
    }

    /// Whether this person counsels the client, as far as the file's history is in order.
    func treats(_ client: Identifier<Client>) throws -> Bool {
        try begun(client).assigned.contains(.person(session.me))
    }

    /// The people assigned to a client's file now, who are active.
    private func counselors(of client: Identifier<Client>) throws -> [Member] {
        people(try compartments.history(of: OpaqueID(client), reading: reading))
    }

    private func people(_ history: CompartmentHistory) -> [Member] {
        history.assigned.compactMap { holder in
            guard case .person(let person) = holder, let member = session.chain.members[person],
                member.effect == .active, member.holds([.counselor, .trainee])
            else { return nil }
            return member
        }.sorted { $0.id < $1.id }
    }

    /// The same; nil where the file's assignments or keys are not in order. That is no reason to lose a flag.
    func counselorsIfSound(of client: Identifier<Client>) throws -> [Member]? {
        do { return try counselors(of: client) } catch is VaultError { return nil }
    }

    /// Those who counsel the client as far as the file's history is in order: for what tells nothing of the client.
    func knownCounselors(of client: Identifier<Client>) throws -> [Member] { people(try begun(client)) }

    /// Every flag that this identity can read.
    func flags() throws -> [CrisisFlag] { CrisisFlag.fold(try open().acts, counsels: counsels()).flags }

    /// - Throws: `RoomError.notFound` where there is none, or it does not open
    func flag(_ id: Identifier<CrisisFlag>) throws -> CrisisFlag {
        guard let flag = try flags().first(where: { $0.id == id }) else { throw RoomError.notFound(.flag) }
        return flag
    }

    /// The newest card of a client that somebody who counsels them wrote, and the number of the next: whoever does so now before
    /// whoever did when the log took their card. Which is the newest the log says, whatever the clocks of their authors showed.
    func card(of client: Identifier<Client>) throws -> (card: EmergencyCard?, next: Int) {
        let present = Set(try knownCounselors(of: client).map(\.id))
        let history = try begun(client)
        let written = try open().cards.filter { found in
            try found.card.client == client && isByCounselor(found.id, OpaqueID(found.card.by), history)
        }.map {
            EmergencyCard.Written(
                id: $0.id.hex, card: $0.card, isByCounselor: present.contains(OpaqueID($0.card.by)))
        }
        let newest = try EmergencyCard.newest(of: written) { one throws in
            guard let id = OpaqueID(hex: one.id), let row = try reading.row(RowAddress(.deposit, key: id.bytes)) else {
                throw RoomError.altered
            }
            return try session.depositLog.logged(row, reading, chain: session.chain)?.order ?? .max
        }
        return (newest, EmergencyCard.nextNumber(after: written))
    }

    /// Whether a card is by somebody who counsels the client, or did when the log took it.
    private func isByCounselor(_ id: OpaqueID, _ author: OpaqueID, _ history: CompartmentHistory) throws -> Bool {
        guard let row = try reading.row(RowAddress(.deposit, key: id.bytes)) else { return false }
        return try LoggedDeposits(session: session, reading: reading)
            .left(row, by: author, as: [.counselor, .trainee], in: history)
    }

    /// The deposits that claim to be a card and are by nobody who counseled the client then: what verification names. What else a
    /// card says does not matter here: one that would be shown to nobody, for a telephone number that is none, was tried as well.
    func falseCards() throws -> [OpaqueID] {
        if belongs { try compartments.open(compartment, reading: reading) }
        return try deposits(except: []).filter { found in
            guard found.deposit.isMeant(for: session.ring),
                (try? found.deposit.check(row: found.row, chain: session.chain)) != nil,
                let content = try? session.sealer.open(found.deposit), content.author == found.deposit.depositor,
                content.kind == Self.cardKind, let claim = try? CardClaim(body: content.body),
                OpaqueID(claim.by) == found.deposit.depositor
            else { return false }
            return try !isByCounselor(found.deposit.id, found.deposit.depositor, try begun(claim.client))
        }.map(\.deposit.id)
    }
}

/// What of a card says whose it is and by whom.
private struct CardClaim: RecordBody {
    let client: Identifier<Client>
    let by: Identifier<Person>
}
