import Counseling
import Cryptography
import RecordStore
import Vault

/// Writes under this workstation's own key, where no person's key can or may sign: that somebody was turned away whom the
/// chain does not reach, what must not wait for a passphrase, and what must not name its author. A station may do nothing in
/// the log but deposit and say so.
struct StationWitness {
    let store: any RecordStore
    let surroundings: RoomSurroundings
    var care = Care.full

    /// Best effort: a workstation without a station key, or one that the chain does not know, cannot sign.
    /// - Parameter person: the pseudonym that the identity claims
    func recordRefusal(of person: OpaqueID) {
        try? StationView(store, surroundings).writeAtOnce { _ in
            EntryDetails(
                time: surroundings.now(), action: .enterPractice, role: nil, subject: person.hex, outcome: .denied,
                rule: PolicyRule.standingUnknown.rawValue, scope: nil)
        }
    }

    /// What a station's act can use: a transaction, and the chain without duties, for nobody is unlocked.
    struct Desk {
        let station: StationKey
        /// Its links, by which signatures are judged.
        let chain: MembershipChain
        /// The same with people as they stand: to whom to seal.
        let standing: MembershipChain
        let transaction: RoomTransaction
        let care: Care

        /// Leaves a deposit, sealed without the practice secret, which stations lack.
        @discardableResult
        func deposit(_ body: [UInt8], kind: String, to destination: Deposit.Destination) throws -> OpaqueID {
            let deposit = try Deposit(
                body, kind: kind, to: destination, practice: chain.practice, membership: nil, by: station)
            try transaction.put(deposit.row)
            return deposit.id
        }

        /// The newest generation of a fixed compartment. Whether it is stale cannot be asked here: duties are sealed.
        func newest(of fixed: FixedCompartment) throws -> GenerationStatement {
            let history = try CompartmentHistory(
                of: fixed.id(in: chain.practice), from: StoredCompartments(reading: transaction.reading), chain: chain)
            guard let current = history.current else { throw RoomError.noKey }
            return current
        }
    }

    /// One act of the station with its entry, in one transaction.
    /// - Throws: `RoomError.noStation` where this workstation has no key, or the chain does not know it
    func write(_ body: (Desk) throws -> EntryDetails) throws {
        guard let station = try key() else { throw RoomError.noStation }
        try store.write { writer in
            let chain = try care == .little ? MembershipChain(soundBeginningIn: writer) : Self.wholeChain(writer)
            guard let known = chain.stations[station.id], known.key == station.publicKey, known.effect == .active else {
                throw RoomError.noStation
            }
            let transaction = RoomTransaction(writer)
            let desk = Desk(
                station: station, chain: chain, standing: try StationStaff(reading: writer, chain: chain).standing(),
                transaction: transaction, care: care)
            let details = try body(desk)
            // While `audit` waits for its renewal its people are unknown here. Then the newest key must do.
            let session = try AuditSession(
                to: try desk.destination(of: .audit), practice: chain.practice, membership: nil, by: station)
            try transaction.put(session.deposit.row)
            // A row that only says that an epoch began must not keep back what cannot wait.
            let epoch = Result { try Crossings(reading: writer, chain: chain).epoch() }
            let newest = try care == .full ? epoch.get() : (try? epoch.get()) ?? writer.logSize()?.epoch ?? 1
            _ = try EntryWriter(chain: chain, version: surroundings.version, signer: station).append(
                details, after: try EntryWriter.ownHead(of: station, writer), session: session,
                in: newest, to: transaction)
        }
    }

    private static func wholeChain(_ reading: any StoreReading) throws -> MembershipChain {
        try MembershipChain(
            try reading.links().map { try MembershipStatement(parsing: $0.body) },
            keys: nil)
    }

    func key() throws -> StationKey? {
        guard let file = surroundings.station else { return nil }
        return try StationKey(parsing: try SecretBytes(copying: file))
    }
}
