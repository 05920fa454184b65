import AuditTrail
public import Counseling
public import Cryptography
public import RecordStore
import Vault

/// The practice's own settings, sealed to everyone who works there.
public struct PracticeSettings: RecordBody, Sendable {
    private var schema = SchemaVersion1()
    /// The institution's name.
    public let name: String
    /// An identifier of the time zone database.
    public let timeZone: String
    /// "en" or "zh-Hans".
    public let language: String

    public init(name: String, timeZone: String, language: String) {
        self.name = name
        self.timeZone = timeZone
        self.language = language
    }
}

extension RecordRoom {
    /// Founds a practice: genesis, this workstation's station key, the first generation of every fixed compartment, settings.
    /// - Parameters:
    ///   - create: makes the store with what the closure writes, all of it or nothing
    ///   - founder: an identity without a practice
    ///   - member: the founder's profile, with the roles they take
    /// - Returns: the room, the founder's identity, which now belongs to the practice and must be written to its file, and the
    ///   station key's file, to be kept readable by its owner alone
    public static func found(
        _ create: ((any StoreWriting) throws -> Void) throws -> any RecordStore, founder: UnlockedIdentity,
        member: StaffMember, settings: PracticeSettings,
        keeping: (UnlockedIdentity, _ station: borrowing SecretBytes) throws -> Void, surroundings: RoomSurroundings
    ) throws(RoomError) -> RecordRoom {
        try translating {
            let (ring, genesis) = try KeyRing.founding(
                director: founder.identity, duties: Duties(member.roles), profile: try member.encodedBody())
            let station = try StationKey.generate()
            // The identity with the practice's secret is durable before the practice exists: a practice whose secret was
            // lost in a crash could never be opened.
            try keeping(UnlockedIdentity(ring.identity), try station.file())
            let chain = try MembershipChain([genesis], keys: ring)
            var made: RoomSession?
            let store = try create { writer in
                let session = try RoomSession(
                    store: NoStore(), ring: ring, chain: chain, surroundings: surroundings)
                let transaction = RoomTransaction(writer)
                try transaction.put(genesis.row)
                let compartments = Compartments(session: session)
                for fixed in FixedCompartment.allCases {
                    let history = try compartments.history(of: fixed.id(in: chain.practice), reading: writer)
                    try compartments.makeGeneration(of: history, in: transaction)
                }
                let admitted = try session.chain.next(
                    .station(station, effect: .active), content: ([], Array("{}".utf8)), keys: ring, by: ring.identity)
                try session.chain.append(admitted, keys: ring)
                try transaction.put(admitted.row)
                let practice = FixedCompartment.practice.id(in: chain.practice)
                try Records(session: session, reading: writer).write(
                    settings, .settings, record: practice, in: practice, to: transaction)
                try session.append(
                    EntryDetails(
                        time: surroundings.now(), action: .initPractice, role: .director, subject: nil,
                        outcome: .allowed, rule: nil, scope: nil), to: transaction)
                made = session
            }
            guard let made else { throw RoomError.internalFault("founding wrote nothing") }
            return RecordRoom(
                session: try RoomSession(store: store, ring: ring, chain: made.chain, surroundings: surroundings))
        }
    }

    /// The settings, which everyone who works there may read.
    public func settings() throws(RoomError) -> PracticeSettings {
        try translating {
            try session.store.read { reading in
                // Read a handful of times in a command, and the same while nobody logs anything.
                if let known = session.settings, known.place == session.logged?.place,
                    known.chain == session.chain.head
                {
                    return known.settings
                }
                let settings = try Directors(session: session, reading: reading).settings()
                session.settings = session.logged.map { ($0.place, session.chain.head, settings) }
                return settings
            }
        }
    }
}

/// Stands where a store does not exist yet, while it is being founded; everything goes through the founding transaction.
private final class NoStore: RecordStore {
    func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result { throw StoreError.missing }
    func write<Result>(_ body: (any StoreWriting) throws -> Result) throws -> Result { throw StoreError.missing }
    func releaseReserve() {}
    func restoreReserve() {}
}
