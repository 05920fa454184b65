import AuditTrail
public import Counseling
public import RecordStore
import Vault

/// Raising without unlocking: the workstation's own key signs, and the door opens nothing.
public struct LockedDesk {
    let view: StationView

    public init(_ store: any RecordStore, surroundings: RoomSurroundings) {
        view = StationView(store, surroundings)
    }

    /// Raises a flag: sealed to the crisis compartment's newest key and to the client's counselors, whom the file names in clear.
    /// A full disk is no reason to lose it, nor is a file that is not in order: see `reachesCounselors`.
    /// - Throws: `.noStation` where this workstation has no key, `.busy`
    public func raise(_ report: CrisisReport) throws(RoomError) -> Identifier<CrisisFlag> {
        try translating {
            try self.act(.raised(report), about: nil, number: 1) { desk, id in
                guard let client = report.client, try desk.counselors(of: OpaqueID(client)) != nil else { return }
                try desk.tellDesk(OpaqueID(client), of: id)
            }
        }
    }

    /// Whether what is raised about the client goes to their counselors and the desk too.
    public func reachesCounselors(of client: Identifier<Client>) throws(RoomError) -> Bool {
        try translating {
            try view.readAtOnce { reading, isLogged in
                guard isLogged else { return false }
                let chain = try MembershipChain(
                    try reading.links().map {
                        try MembershipStatement(parsing: $0.body)
                    }, keys: nil)
                return try StationCounselors(reading: reading, chain: chain, standing: chain)
                    .of(OpaqueID(client)) != nil
            }
        }
    }

    /// Adds what was learned a moment after raising. Where it says whose flag it is the desk is told; the client's counselors learn
    /// of it when somebody links it, who can hand on what was signed before.
    /// - Parameter client: whose flag it is, where that was said when it was raised
    public func detail(
        _ report: CrisisReport, of flag: Identifier<CrisisFlag>, client: Identifier<Client>?
    ) throws(RoomError) {
        try translating {
            _ = try self.act(.detailed(report), about: flag, number: 2, client: client) { desk, _ in
                guard let said = report.client, try desk.counselors(of: OpaqueID(said)) != nil else { return }
                try desk.tellDesk(OpaqueID(said), of: flag)
            }
        }
    }

    private func act(
        _ what: CrisisAct, about flag: Identifier<CrisisFlag>?, number: Int, client: Identifier<Client>? = nil,
        _ more: (StationWitness.Desk, Identifier<CrisisFlag>) throws -> Void
    ) throws -> Identifier<CrisisFlag> {
        let now = view.surroundings.now()
        var made: Identifier<CrisisFlag>?
        try view.writeAtOnce(fromReserve: true) { desk in
            let event = CrisisEvent(
                flag: flag, number: number, position: desk.chain.head.position, at: now, by: nil,
                clockBehind: isBehind(now, desk.standing), what: what)
            var client = client
            if case .raised(let report) = what { client = report.client }
            let counselors = try client.flatMap { try desk.counselors(of: OpaqueID($0)) } ?? []
            let certain = desk.certainMembers(of: .crisis)
            let people = counselors + certain.filter { member in !counselors.contains { $0.id == member.id } }
            let id = Identifier<CrisisFlag>(
                try desk.deposit(
                    try event.encodedBody(), kind: CrisisFlags.actKind,
                    to: try desk.destination(of: .crisis).and(people)))
            made = id
            try more(desk, id)
            return EntryDetails(
                time: now, action: .raiseFlag, role: nil, subject: (flag ?? id).hex, outcome: .allowed, rule: nil,
                scope: nil)
        }
        guard let made else { throw RoomError.busy }
        return made
    }

    /// Whether the clock stands behind what anybody saw on this computer: nobody is unlocked whose pin would say it.
    private func isBehind(_ now: UTCTime, _ chain: MembershipChain) -> Bool {
        chain.activeMembers.contains { member in
            let file = try? view.surroundings.pins.load(practice: chain.practice.hex, person: member.id.hex)
            guard let file else { return false }
            return chain.signingKeys(of: member.id).contains { key in
                guard let pin = try? Pin(parsing: file, key: key) else { return false }
                return pin.latest - now.secondsSince1970 > Pins.tolerance
            }
        }
    }

    /// Whether the practice's file has what was deposited as that flag; nothing is opened.
    public func holds(_ flag: Identifier<CrisisFlag>) throws(RoomError) -> Bool {
        try translating {
            try view.readAtOnce { reading, _ in try reading.row(RowAddress(.deposit, key: flag.bytes)) != nil }
        }
    }

    /// The practice's identifier, 32 hexadecimal digits.
    public func practice() throws(RoomError) -> String {
        try translating { try view.readAtOnce { reading, _ in try id(reading) }.hex }
    }

    private func id(_ reading: any StoreReading) throws -> OpaqueID {
        let address = RowAddress(.statement, key: RoomSession.statementKey(0))
        guard let first = try reading.row(address) else { throw RoomError.altered }
        return try MembershipChain([try MembershipStatement(parsing: first.body)], keys: nil).practice
    }

    /// The clients that a typed code may mean. Only identifiers are looked at, which stand in clear.
    public func clients(matching prefix: String) throws(RoomError) -> [Identifier<Client>] {
        try translating { try view.readAtOnce { reading, _ in try clients(matching: prefix, reading) } }
    }

    func clients(matching prefix: String, _ reading: any StoreReading) throws -> [Identifier<Client>] {
        let typed = try Identifier<Client>.characters(typed: ClientCode.prefix(in: prefix))
        guard !typed.isEmpty else { return [] }
        let practice = try id(reading)
        let rows = try reading.rows(.record, prefix: RecordRoom.wholeBytes(typed), limit: 100_000)
        var found: [OpaqueID: StoredRow] = [:]
        for row in rows {
            guard let record = OpaqueID(row.address.key.prefix(OpaqueID.count)), row.scope == record,
                found[record] == nil, FixedCompartment.named(record, in: practice) == nil,
                try Identifier<Client>(record).matches(prefix: typed), try began(record, in: record, reading)
            else { continue }
            found[record] = row
        }
        return try founded(found, reading).map { Identifier($0) }
    }

    /// Whether a compartment began together with a record of its identifier that lies there (`Records.home`); where nobody can
    /// tell, it is taken for one.
    func began(_ compartment: OpaqueID, in place: OpaqueID, _ reading: any StoreReading) throws -> Bool {
        guard let logged = reading as? LoggedReading else { return true }
        return try unlessSpoiled { try logged.home(of: compartment) == place } ?? true
    }

    /// Of several records those that may be meant (`RecordFounders`), as far as the membership chain tells without keys.
    func founded(_ found: [OpaqueID: StoredRow], _ reading: any StoreReading) throws -> [OpaqueID] {
        let all = found.keys.sorted()
        guard all.count > 1 else { return all }
        let meant = try unlessSpoiled { () -> Set<RowAddress> in
            let statements = try reading.links()
                .map { try MembershipStatement(parsing: $0.body) }
            let chain = try MembershipChain(statements, keys: nil)
            return try RecordFounders(chain: chain, reading: reading).among(Array(found.values))
        }
        guard let meant else { return all }
        return all.filter { found[$0].map { meant.contains($0.address) } ?? false }
    }
}

extension StationWitness.Desk {
    /// The client's counselors; nil where the file is not in order, or nobody can tell whether it is.
    fileprivate func counselors(of client: OpaqueID) throws -> [Member]? {
        guard care != .little else { return nil }
        return try StationCounselors(reading: transaction.reading, chain: chain, standing: standing).of(client)
    }

    fileprivate func tellDesk(_ client: OpaqueID, of flag: Identifier<CrisisFlag>) throws {
        let source = StoredCompartments(reading: transaction.reading)
        guard let current = try CompartmentHistory(of: client, from: source, chain: chain).current else { return }
        try deposit(
            try DeskAlert(flag: flag, active: true).encodedBody(), kind: DeskAlerts.kind, to: .generation(current))
    }
}

extension RecordRoom {
    /// The flags that a typed prefix may mean. Deposits of flags are looked at by identifier alone; nothing is opened.
    public func flags(matching prefix: String) throws(RoomError) -> [Identifier<CrisisFlag>] {
        try translating {
            let typed = try Identifier<CrisisFlag>.characters(typed: prefix)
            guard !typed.isEmpty else { throw CounselingError.identifier(.empty) }
            let crisis = FixedCompartment.crisis.id(in: session.chain.practice)
            let rows = try session.store.read {
                try $0.rows(.deposit, prefix: Self.wholeBytes(typed), limit: 100_000)
            }
            return try rows.compactMap { row -> Identifier<CrisisFlag>? in
                guard row.scope == crisis, let id = OpaqueID(row.address.key).map({ Identifier<CrisisFlag>($0) }),
                    try id.matches(prefix: typed)
                else { return nil }
                return id
            }
        }
    }
}
