import AuditTrail
public import Counseling
import RecordStore
import Vault

public enum AllowingDevice: ChangingPurpose { public static let action = Action.allowDevice }
public enum UsingDevice: ChangingPurpose { public static let action = Action.useDevice }
public enum LosingDevice: ChangingPurpose { public static let action = Action.loseDevice }
public enum ListingDevices: LookingPurpose { public static let action = Action.listDevices }

/// A computer that has somebody's keys, or was to have them.
public struct DeviceEntry: Sendable {
    public let id: Identifier<Device>
    public let person: Identifier<Person>
    public let member: StaffMember?
    public let name: DeviceName?
    public let state: DeviceState
    /// When the keys were handed out to it last; nil for the computer where they were made.
    public let allowed: UTCTime?
    public let inUse: UTCTime?
    public let lost: UTCTime?
    /// Whether the keys are still the person's. Once others took their place, what lies on that computer opens nothing new.
    public let keysCount: Bool
    /// Whether it is the computer where the keys were made.
    public let isFirst: Bool
}

/// What was left about one computer, with the deposit that says it.
public struct NotedDevice: Sendable {
    /// The deposit's identifier, 32 hexadecimal digits.
    public let deposit: String
    public let event: DeviceEvent
}

/// Deposits to everybody who works here, each by the person whose keys it is about.
struct DeviceRegister {
    static let kind = "device"
    let session: RoomSession
    let reading: any StoreReading

    private var practice: OpaqueID { FixedCompartment.practice.id(in: session.chain.practice) }

    /// What a deposit says of a computer of its author; nil for every other deposit, and for one that somebody spoiled.
    private func noted(_ row: StoredRow, by person: OpaqueID? = nil) -> (by: OpaqueID, noted: NotedDevice)? {
        guard row.scope == practice, let deposit = try? Deposit(parsing: row.body),
            person == nil || deposit.depositor == person, session.chain.members[deposit.depositor] != nil,
            deposit.isMeant(for: session.ring), (try? deposit.check(row: row, chain: session.chain)) != nil,
            let opened = try? session.sealer.open(deposit), opened.kind == Self.kind,
            opened.author == deposit.depositor, let event = try? DeviceEvent(body: opened.body)
        else { return nil }
        return (deposit.depositor, NotedDevice(deposit: deposit.id.hex, event: event))
    }

    private func open() throws { try Compartments(session: session).open(practice, reading: reading) }

    func all(by person: OpaqueID? = nil) throws -> [(by: OpaqueID, noted: NotedDevice)] {
        try open()
        return try reading.rows(.deposit, scope: practice).compactMap { noted($0, by: person) }
    }

    /// What deposits of this person's say, of those that are meant.
    func own(_ deposits: Set<OpaqueID>) throws -> [NotedDevice] {
        // Every command leaves the key of its entries' details, to the auditors: that is no news, and opens nothing.
        let rows = try deposits.sorted().compactMap { try reading.row(RowAddress(.deposit, key: $0.bytes)) }
            .filter { $0.scope == practice }
        guard !rows.isEmpty else { return [] }
        try open()
        return rows.compactMap { noted($0, by: session.me)?.noted }
    }

    /// The computers as they stand, by person and in the order in which they came.
    /// - Parameter person: one whose first computer is told too, and nobody else's
    func entries(of person: OpaqueID? = nil) throws -> [DeviceEntry] {
        try entries(from: try all(by: person), of: person)
    }

    func entries(from noted: [(by: OpaqueID, noted: NotedDevice)], of person: OpaqueID? = nil) throws -> [DeviceEntry] {
        let people = Set(noted.map(\.by)).union(person.map { [$0] } ?? [])
        return try people.sorted().flatMap { person -> [DeviceEntry] in
            guard let keys = try session.chain.members[person]?.keys.id() else { return [] }
            let events = noted.filter { $0.by == person }.map(\.noted.event)
            let first = Identifier<Device>(keys)
            var ids = [first]
            for event in events.sorted(by: { ($0.at, $0.device.hex) < ($1.at, $1.device.hex) })
            where !ids.contains(event.device) { ids.append(event.device) }
            return try ids.compactMap { id in
                try entry(
                    id, of: person, events.filter { $0.device == id }, keys: Identifier(keys), isFirst: id == first)
            }
        }
    }

    /// What came first counts, whatever the clocks of two computers say: a loss over all, an arrival where the keys were handed out.
    private func entry(
        _ id: Identifier<Device>, of person: OpaqueID, _ events: [DeviceEvent], keys: Identifier<PersonKeys>,
        isFirst: Bool
    ) throws -> DeviceEntry? {
        func times(_ step: DeviceEvent.Step) -> [UTCTime] { events.filter { $0.step == step }.map(\.at).sorted() }
        let (allowed, arrived, lost) = (times(.allowed).last, times(.inUse).first, times(.lost).first)
        // The computer where keys were made that have been replaced since is known by what was said of it.
        let wasFirst = isFirst || events.contains { $0.keys.hex == id.hex }
        guard wasFirst || allowed != nil else { return nil }
        let about = events.last?.keys ?? keys
        return DeviceEntry(
            id: id, person: Identifier(person), member: try session.staff(Identifier(person)),
            name: events.lazy.compactMap(\.name).first,
            state: lost != nil ? .lost : wasFirst || arrived != nil ? .inUse : .allowed, allowed: allowed,
            inUse: arrived, lost: lost, keysCount: about == keys, isFirst: wasFirst)
    }

    func standing(of device: Identifier<Device>) throws -> (state: DeviceState, name: DeviceName?) {
        let entry = try entries(of: session.me).first { $0.id == device }
        return (entry?.state ?? .unknown, entry?.name)
    }

    /// Leaves word of a step, and says under which identifier.
    func leave(
        _ step: DeviceEvent.Step, _ device: Identifier<Device>, name: DeviceName?, at now: UTCTime,
        in transaction: RoomTransaction
    ) throws -> String {
        let event = DeviceEvent(
            step, device, keys: Identifier(session.ring.identity.keyID), at: now, name: name)
        let deposit = try Deposit(
            try event.encodedBody(), kind: Self.kind,
            to: try Compartments(session: session).destination(of: practice, reading: transaction.reading),
            practice: session.chain.practice, membership: session.ring.membership, by: session.ring.identity)
        try transaction.put(deposit.row)
        return deposit.id.hex
    }
}

extension RowChange {
    /// A deposit, when it was left.
    var isNewDeposit: Bool { address.rowClass == .deposit && isFirst }
}

extension DeviceState {
    /// The same with the door's words for what stands in the way.
    fileprivate func advanced(_ step: DeviceEvent.Step) throws {
        do { _ = try advance(step) } catch {
            switch self {
            case .unknown: throw step == .inUse ? RoomError.device(.notAllowed) : RoomError.notFound(.device)
            case .lost: throw RoomError.device(.lost)
            case .allowed, .inUse: throw RoomError.device(.inUse)
            }
        }
    }
}

extension Visit where P == AllowingDevice {
    /// Says that the person's keys go to the computer that asked. What is handed out is sealed only once this is durable.
    /// - Returns: the identifier of the deposit that says so, 32 hexadecimal digits
    /// - Throws: `.device`, `.otherPractice`
    public func allow(_ asking: DeviceAsking) throws -> String {
        try asking.requireFits(UnlockedIdentity(session.ring.identity), now: now)
        let register = DeviceRegister(session: session, reading: reading)
        try register.standing(of: asking.id).state.advanced(.allowed)
        return try register.leave(.allowed, asking.id, name: asking.name, at: now, in: try writing())
    }
}

extension Visit where P == UsingDevice {
    /// Says that the keys arrived on this computer. Said again, where that was cut short, nothing is left a second time.
    /// - Returns: the identifier of the deposit that says so; nil where it was said
    /// - Throws: `.device`
    public func use() throws -> String? {
        guard case .device(let id) = subject else { throw RoomError.notFound(.device) }
        let register = DeviceRegister(session: session, reading: reading)
        let (state, name) = try register.standing(of: id)
        try state.advanced(.inUse)
        return state == .inUse ? nil : try register.leave(.inUse, id, name: name, at: now, in: try writing())
    }
}

extension Visit where P == LosingDevice {
    /// Says that a computer of the person's is lost.
    /// - Throws: `.device(.lost)` where that was said, `.notFound`
    public func lose() throws -> String {
        guard case .device(let id) = subject else { throw RoomError.notFound(.device) }
        let register = DeviceRegister(session: session, reading: reading)
        let (state, name) = try register.standing(of: id)
        try state.advanced(.lost)
        return try register.leave(.lost, id, name: name, at: now, in: try writing())
    }
}

extension Visit where P == ListingDevices {
    /// One's own computers; with `all` everybody's who has more than the one where their keys were made.
    public func devices(all: Bool) throws -> [DeviceEntry] {
        try DeviceRegister(session: session, reading: reading).entries(of: all ? nil : session.me)
    }
}

extension RecordRoom {
    /// How things stand with everybody's computers, and what this person's programs said of theirs. Each is its author's word to
    /// everybody who works here, and takes no visit.
    public func deviceStanding() throws(RoomError) -> (entries: [DeviceEntry], own: [NotedDevice]) {
        try translating {
            try session.store.read { reading in
                let register = DeviceRegister(session: session, reading: reading)
                let noted = try register.all()
                return (
                    try register.entries(from: noted),
                    noted.filter { $0.by == session.me }.map(\.noted)
                        .sorted { ($0.event.at, $0.deposit) < ($1.event.at, $1.deposit) }
                )
            }
        }
    }

    /// What was said of this person's computers elsewhere since this one looked last, and what is remembered as not told yet. It is
    /// their own word, which everybody who works here may read, and so takes no visit.
    /// - Parameter remembered: deposits, 32 hexadecimal digits each
    public func deviceNews(_ remembered: Set<String>) throws(RoomError) -> [NotedDevice] {
        try translating {
            let new = session.ownDeposits.compactMap { OpaqueID($0.key) } + remembered.compactMap { OpaqueID(hex: $0) }
            guard !new.isEmpty else { return [] }
            return try session.store.read { try DeviceRegister(session: session, reading: $0).own(Set(new)) }
                .sorted { ($0.event.at, $0.deposit) < ($1.event.at, $1.deposit) }
        }
    }
}
