import AuditTrail
public import Counseling
import Cryptography
public import RecordStore
import Vault

/// What one person is known to have seen that a restored practice file does not have, by their pin on this computer.
public struct MissedMemory: Sendable, Equatable {
    public let person: Identifier<Person>
    public let seen: LogPoint
    /// How many entries of it are not in the file, at least.
    public let entries: UInt64
    /// Whether the file does not know the keys that signed it: new ones that the person got in what is lost.
    public let hasLostKeys: Bool
    /// Whether a declaration of what is known covers it, so that verification tells it as lost, and not as a fault, before that person
    /// went over.
    public let isCovered: Bool
}

/// How a practice file stands to what pins and checkpoints tell of the practice: what of it is not in the file.
public struct RestoredFile: Sendable, Equatable {
    /// What the file has.
    public let restored: LogPoint
    /// The highest state that anybody is known to have seen; the restored one where nobody saw more.
    public let known: LogPoint
    /// How many entries of the known state are not in the file, at least.
    public let entries: UInt64
    /// How many statements about people and their keys are not in it, as the pins tell.
    public let statements: UInt32
    /// The latest time that a pin names.
    public let latest: UTCTime?
    /// How many pins there are, and how many of them bear keys that the file does not know.
    public let pins: Int
    public let unknownPins: Int
    /// Whose pins go beyond the file, in the order of the people's identifiers.
    public let missed: [MissedMemory]
    /// What was seen and contradicts the file, rather than going on from it.
    public let contradicted: [LogPoint]

    /// How many epochs after the restored one somebody is believed to have seen.
    static let mostEpochsAhead: UInt32 = 64

    public var isNothingLost: Bool { known == restored && statements == 0 && unknownPins == 0 && contradicted.isEmpty }

    /// Without any key.
    /// - Parameters:
    ///   - pins: of this practice on this computer
    ///   - notes: checkpoints that somebody kept outside of the practice
    /// - Throws: `.unusableFile(.notOurs)` for a note that nobody of the practice signed
    public init(of store: any RecordStore, pins: [[UInt8]], notes: [String]) throws(RoomError) {
        self = try translating {
            try store.read { reading in
                let chain = try MembershipChain(
                    reading.links().map { try MembershipStatement(parsing: $0.body) },
                    keys: nil)
                return try RestoredFile(try LossFinder(reading, chain: chain), pins: pins, notes: notes)
            }
        }
    }

    init(_ finder: LossFinder, pins: [[UInt8]], notes: [String]) throws {
        guard let restored = finder.states.last else { throw RoomError.altered }
        let read = KnownStates(pins: pins, notes: notes, chain: finder.chain)
        guard !read.hasBadNote,
            read.notes.allSatisfy({ $0.epoch < restored.epoch || $0.epoch - restored.epoch <= Self.mostEpochsAhead })
        else { throw RoomError.unusableFile(.notOurs) }
        let states = read.pins.map { LogState(epoch: $0.epoch, size: $0.size, root: $0.tree) } + read.notes
        var known = restored
        var contradicted: [LogPoint] = []
        for state in states {
            switch try finder.relation(of: state) {
            case .covered: break
            case .beyond:
                // Each epoch takes two people, and one alone may say of one that nobody began whatever they like.
                if state.isBeyond(known), state.epoch - restored.epoch <= Self.mostEpochsAhead { known = state }
            case .contradicted: contradicted.append(LogPoint(state))
            }
        }
        let head = finder.chain.head.position
        self.restored = LogPoint(restored)
        self.known = LogPoint(known)
        entries = known.epoch == restored.epoch ? known.size - restored.size : known.size
        // What an earlier restore lost was told then.
        statements = read.pins.filter { $0.epoch >= restored.epoch }.map(\.chainHead.position).reduce(0) {
            max($0, $1 > head ? $1 - head : 0)
        }
        latest = read.pins.map(\.latest).filter { $0 > 0 }.max().flatMap { try? UTCTime(secondsSince1970: $0) }
        self.pins = read.pins.count + read.unknown.count
        unknownPins = read.unknown.count
        self.contradicted = contradicted
        missed = try Self.missed(read, beyond: restored, known: known, finder)
    }

    private static func missed(
        _ read: KnownStates, beyond restored: LogState, known: LogState, _ finder: LossFinder
    ) throws -> [MissedMemory] {
        let all = read.pins.map { (pin: $0, hasLostKeys: false) } + read.unknown.map { (pin: $0, hasLostKeys: true) }
        return try all.compactMap { pin, hasLostKeys in
            let seen = LogState(epoch: pin.epoch, size: pin.size, root: pin.tree)
            guard try finder.relation(of: seen) == .beyond else { return nil }
            // As verification believes it: keys that nobody knows were given in what is lost, by a statement that the file lacks.
            let isBelieved = !hasLostKeys || pin.chainHead.position > finder.chain.head.position
            return MissedMemory(
                person: Identifier(pin.person), seen: LogPoint(seen),
                entries: seen.epoch == restored.epoch ? seen.size - restored.size : seen.size,
                hasLostKeys: hasLostKeys,
                isCovered: isBelieved && (seen == known || known.isBeyond(seen)))
        }.sorted { $0.person.hex < $1.person.hex }
    }
}

extension LossFinder {
    enum Relation {
        /// In the file, or lost by a restore that was declared.
        case covered
        case beyond
        case contradicted
    }

    func relation(of state: LogState) throws -> Relation {
        if try contains(state) || crossings.contains(where: { $0.declaration.known == state }) { return .covered }
        let newest = states.last?.epoch ?? 0
        guard let whole = states.first(where: { $0.epoch == state.epoch }) else {
            return state.epoch < newest ? .covered : .beyond
        }
        guard state.size > whole.size else { return .contradicted }
        return whole.epoch == newest ? .beyond : .covered
    }
}

/// What pins and checkpoints tell of the practice, as far as somebody of the restored chain signed them.
struct KnownStates {
    private(set) var pins: [Pin] = []
    private(set) var notes: [LogState] = []
    /// Under keys that the chain does not know.
    private(set) var unknown: [Pin] = []
    private(set) var hasBadNote = false

    init(pins files: [[UInt8]], notes: [String], chain: MembershipChain) {
        for file in files {
            guard let read = try? Pin(parsing: file, key: nil), read.practice == chain.practice, read.root == chain.root
            else { continue }
            let keys = chain.signingKeys(of: read.person)
            guard keys.contains(where: { (try? Pin(parsing: file, key: $0)) != nil }) else {
                unknown.append(read)
                continue
            }
            pins.append(read)
        }
        for note in notes {
            let signed = chain.members.keys.lazy.flatMap { chain.signingKeys(of: $0) }
                .compactMap { try? Checkpoint(verifying: note, key: $0) }.first
            guard let signed, signed.practice == chain.practice, signed.size > 0 else {
                hasBadNote = true
                continue
            }
            self.notes.append(LogState(epoch: signed.epoch, size: signed.size, root: signed.root))
        }
    }
}
