import Counseling
import RecordStore
import Vault

/// How a workstation looks at the practice file where nobody is unlocked: what can wait only through the log, and what must not
/// wait all the same where the file and the log do not agree, then with as little trust in the file as it can do with.
final class StationView {
    let file: any RecordStore
    let surroundings: RoomSurroundings
    private var looked: Result<StationLog, any Error>?

    init(_ file: any RecordStore, _ surroundings: RoomSurroundings) {
        (self.file, self.surroundings) = (file, surroundings)
    }

    private func log() throws -> StationLog {
        if let looked { return try looked.get() }
        let result = Result {
            guard let station = try StationWitness(store: file, surroundings: surroundings).key() else {
                throw RoomError.noStation
            }
            return try StationLog(file, station, surroundings)
        }
        looked = result
        return try result.get()
    }

    // MARK: what can wait

    func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result { try log().store.read(body) }

    func write(_ body: (StationWitness.Desk) throws -> EntryDetails) throws {
        let log = try log()
        try StationWitness(store: log.store, surroundings: surroundings).write(body)
        log.rememberWritten()
    }

    // MARK: what must not wait

    /// - Parameter body: gets whether what it reads is what the log says
    func readAtOnce<Result>(_ body: (any StoreReading, Bool) throws -> Result) throws -> Result {
        try atOnce { store, isLogged in try store.read { try body($0, isLogged) } }
    }

    /// - Parameters:
    ///   - isFromReserve: whether it is written on a full disk too
    ///   - body: gets a desk that makes do with the keys that stand
    func writeAtOnce(
        fromReserve isFromReserve: Bool = false, _ body: (StationWitness.Desk) throws -> EntryDetails
    ) throws {
        func write() throws {
            try atOnce { store, isLogged in
                try StationWitness(store: store, surroundings: surroundings, care: isLogged ? .standing : .little)
                    .write(body)
            }
        }
        if isFromReserve { try file.fromReserve(write) } else { try write() }
        // Not out of the reserve: that is for what is to be saved.
        if case .success(let log)? = looked { log.rememberWritten() }
    }

    private func atOnce<Value>(_ body: (any RecordStore, Bool) throws -> Value) throws -> Value {
        if let log = try? log() {
            do { return try body(log.store, true) } catch {
                switch RoomError(carrying: error) {
                case .altered, .brokenStatement, .brokenEntry, .rolledBack, .noKey: break
                default: throw error
                }
            }
        }
        return try body(file, false)
    }
}

extension StationWitness {
    /// How much of the practice file has to be in order.
    enum Care {
        /// Whatever is read: else nothing is done.
        case full
        /// Each row by itself: what must not wait goes to those whose keys stand.
        case standing
        /// The log itself is not in order, so that nobody can tell which rows there are: fixed compartments alone.
        case little
    }
}

/// Rows of compartments, each as the log has it; what is missing or another is left out.
private struct StandingCompartments: CompartmentSource {
    let reading: any StoreReading

    func assignments(of compartment: OpaqueID) throws -> [StoredRow] { try rows(.assignment, compartment) }
    func generations(of compartment: OpaqueID) throws -> [StoredRow] { try rows(.generation, compartment) }
    func requests(of compartment: OpaqueID) throws -> [StoredRow] { try rows(.recovery, compartment) }
    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
        try standing(RowAddress(.grant, key: CompartmentKey.bytes(compartment, generation, holder)))
    }

    private func rows(_ rowClass: RowClass, _ compartment: OpaqueID) throws -> [StoredRow] {
        let file = (reading as? LoggedReading)?.file ?? reading
        return try file.rows(rowClass, scope: compartment).compactMap { try standing($0.address) }
    }

    private func standing(_ address: RowAddress) throws -> StoredRow? {
        do { return try reading.row(address) } catch RoomError.altered { return nil }
    }
}

extension StationWitness.Desk {
    var staff: StationStaff { StationStaff(reading: transaction.reading, chain: chain) }

    /// Where to seal what is for a fixed compartment: its newest generation. Where its rows are not what the log says and it must
    /// not wait, those active people whom the newest generation that does stand was given to: a key that somebody held who left
    /// may have been brought back.
    func destination(of fixed: FixedCompartment) throws -> Deposit.Destination {
        do { return .generation(try newest(of: fixed)) } catch {
            guard care != .full else { throw error }
            let compartment = fixed.id(in: chain.practice)
            let source = StandingCompartments(reading: transaction.reading)
            let history = try CompartmentHistory(soundBeginningOf: compartment, from: source, chain: chain)
            guard let current = history.current else { throw error }
            let holding = Holding(history, source: source, chain: chain)
            let holders = try standing.activeMembers.filter { try holding.isHeld(history.generations.count, by: $0.id) }
            let people = staff.keyed(holders, in: history, source)
            return people.isEmpty ? .generation(current) : .people(people, compartment: compartment)
        }
    }
}

extension StationWitness.Desk {
    /// Who belongs to a fixed compartment for certain, where whoever made its newest key may have had no part in it any more: those
    /// who held the one before, and of whom the chain said nothing since. A flag that is sealed to a key that somebody made for
    /// themself must open to others too. Nobody where nothing was said of the maker either.
    func certainMembers(of fixed: FixedCompartment) -> [Member] {
        let source = StandingCompartments(reading: transaction.reading)
        let history = try? CompartmentHistory(
            soundBeginningOf: fixed.id(in: chain.practice), from: source, chain: chain)
        guard let history, let current = history.current, let former = history.generations.dropLast().last else {
            return []
        }
        func isDoubtful(_ person: OpaqueID) -> Bool {
            chain.hasStatement(about: person, after: former.chainHead.position, through: chain.head.position)
        }
        guard isDoubtful(current.signer) else { return [] }
        let holding = Holding(history, source: source, chain: chain)
        let certain = standing.activeMembers.filter { member in
            !isDoubtful(member.id)
                && (try? holding.isHeld(history.generations.count - 1, by: member.id)) ?? false
        }
        return staff.keyed(certain, in: history, source)
    }
}

extension Deposit.Destination {
    /// The same, and people beside it.
    func and(_ people: [Member]) -> Deposit.Destination {
        switch self {
        case .generation(let current): people.isEmpty ? self : .generationAndPeople(current, people)
        case .people(let inside, let compartment):
            .people(
                inside + people.filter { person in !inside.contains { $0.id == person.id } }, compartment: compartment)
        case .generationAndPeople, .lots: self
        }
    }
}
