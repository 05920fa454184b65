import AuditTrail
public import Counseling
import Cryptography
public import RecordStore
import Vault

/// A pin as it is kept on a computer.
public struct KeptPin: Sendable {
    /// After whom its file is named, 32 hexadecimal digits.
    public let person: String
    public let file: [UInt8]

    public init(person: String, file: [UInt8]) {
        self.person = person
        self.file = file
    }
}

/// Verifies a practice file: leaves, tree, checkpoints and pins; every live row against the log; and, deep, every signature,
/// statement and right, with an identity also every record that it opens. Needs no passphrase but for that last part, and
/// shows nothing confidential.
public struct Verification {
    /// How far to look.
    public struct Depth: Sendable {
        public let everySignature: Bool
        public static let rows = Depth(everySignature: false)
        public static let deep = Depth(everySignature: true)
    }

    let reading: any StoreReading
    let room: RoomSession?
    /// Opens the staff's own records, so that duties are judged, where nothing else is opened.
    let staff: KeyRing?
    /// Made once the membership chain is known.
    var reserved: ReservedRecords?
    var report = VerificationReport()
    var chain: MembershipChain?
    var ledger = RowLedger()
    var verifiers: [OpaqueID: Ed25519.Verifier] = [:]
    var unchecked = SignatureBatch()
    var sessions: [OpaqueID: DetailsKey] = [:]
    // disposal
    /// What was disposed of, by compartment, with the number of the entry that logged it.
    var disposals: [OpaqueID: UInt64] = [:]
    /// Legal holds that stand, by compartment.
    var holds: [OpaqueID: Set<OpaqueID>] = [:]
    /// Records of cases that were disposed of and lie nowhere now, with the disposal's place.
    var casesOfFiles: [RowAddress: String] = [:]
    /// To whom keys of what was disposed of had been granted.
    var disposalHolders: [OpaqueID: Set<OpaqueID>] = [:]
    /// Private notes that went after cases, by the compartment in which they lay.
    var privateNotesGone: [OpaqueID: Set<OpaqueID>] = [:]
    /// Records that went with clients' files.
    var filedAway: Set<RowAddress> = []
    /// What entries that brought records or deposits were about, where the details open, by the number of their place.
    var abouts: [UInt64: EntryAbout] = [:]
    // break-glass
    /// When entries about requests for shares were written, where the details open, by the number of their place.
    var glassTimes: [UInt64: UTCTime] = [:]
    // times of notes
    /// When entries that brought records or deposits were written, where the details open, by the number of their place.
    var recordTimes: [UInt64: UTCTime] = [:]
    /// What says itself when it was made, in the places where the log has it.
    var dated: [DatedRow] = []
    /// Whether a restore that one person signed alone is believed though nobody's office can be judged.
    var believesOne = false
    /// Checkpoints that somebody kept outside of the practice.
    let notes: [String]
    /// What each epoch but the first begins with, as far as it holds.
    var openedEpochs: [OpenedEpoch] = []
    /// Generations of which two entries say that they began them.
    var contradictedKeys: Set<RowAddress> = []
    // times of appointments
    /// Whether a key of a client's file was rightfully given to a holder: by both identifiers.
    var rightfulGrants: [[UInt8]: Bool] = [:]
    /// Where duties are not known: what led on from each state that the log let in of an appointment's times.
    var departures: [RowAddress: [Digest: SlotsDeparture]] = [:]
    /// The verifier's clock, against which the times are held.
    let now: UTCTime
    var times = EntryTimes()
    /// Whether this identity's keys open what entries say, times among it.
    private(set) var opensDetails = false
    private var told: Set<AuditFault> = []
    private let progress: ((VerificationProgress) -> Void)?
    private var entriesInAll: UInt64 = 0

    /// Verifies a store without any key.
    /// - Parameters:
    ///   - pins: gives, for a practice's identifier (32 hexadecimal digits), the pins to hold the log against
    ///   - notes: checkpoints kept elsewhere (signed notes), which the log must contain
    ///   - now: the verifier's clock
    ///   - identity: somebody whom the practice does not let in as it is. Duties are judged as entering judges them before it
    ///     leaves an entry: nothing is opened but the staff's own records. Nil for nobody
    ///   - believesOne: whether a restore that one person signed alone explains what pins saw though nobody's office can be judged:
    ///     for a copy, which is to be made also where there is one custodian
    ///   - progress: told now and then how far it has come
    /// - Throws: `.unusableFile` for a note that is no checkpoint
    public static func run(
        _ store: any RecordStore, depth: Depth, pins: (String) throws -> [KeptPin], notes: [String] = [],
        now: UTCTime = .now, judgingAs identity: (UnlockedIdentity, RoomSurroundings)? = nil, believesOne: Bool = false,
        progress: ((VerificationProgress) -> Void)? = nil
    ) throws(RoomError) -> VerificationReport {
        // Whom the staff's own key does not reach, judges no duties.
        let staff = identity.flatMap { try? RecordRoom.staffKeys(of: $0, store, $1) }
        return try translating {
            try store.read {
                var work = try Verification($0, room: nil, staff: staff, notes, now, progress)
                work.believesOne = believesOne
                return try work.verified(depth, pins: pins)
            }
        }
    }

    static func run(
        _ session: RoomSession, reading: any StoreReading, depth: Depth, notes: [String] = [],
        progress: ((VerificationProgress) -> Void)? = nil
    ) throws -> VerificationReport {
        // The file as it is: what a session passes over is what is to be told here.
        let file = (reading as? LoggedReading)?.file ?? reading
        return try Verification(file, room: session, notes, session.surroundings.now(), progress)
            .verified(depth, pins: { try session.surroundings.pins.all(practice: $0) })
    }

    private init(
        _ reading: any StoreReading, room: RoomSession?, staff: KeyRing? = nil, _ notes: [String], _ now: UTCTime,
        _ progress: ((VerificationProgress) -> Void)?
    ) throws {
        // What is no checkpoint at all proves nothing against the trail.
        guard notes.allSatisfy({ (try? Checkpoint(reading: $0)) != nil }) else {
            throw RoomError.unusableFile(.notOurs)
        }
        self.reading = reading
        self.room = room
        self.staff = staff
        self.notes = notes
        self.now = now
        self.progress = progress
    }

    private consuming func verified(_ depth: Depth, pins: (String) throws -> [KeptPin]) throws -> VerificationReport {
        var work = self
        let isIntact = try work.reading.checkIntact()
        defer { _ = try? isIntact() }
        do {
            // First, so that it is told of which practice the file is that has more wrong with it.
            try work.checkMembership()
            work.entriesInAll = try work.reading.logSizes().reduce(0) { $0 + $1.size }
            work.tell(0)
            if let room = work.room, let chain = work.chain {
                // An auditor's key opens the details of entries, which are then held against their form.
                let audit = FixedCompartment.audit.id(in: chain.practice)
                let history = try? Compartments(session: room).open(audit, reading: work.reading)
                work.opensDetails = history?.current.map { room.ring.holds(audit, generation: $0.generation) } ?? false
            }
            try work.checkLog(depth, pins: work.chain.map { try pins($0.practice.hex) } ?? [])
            if depth.everySignature { try work.checkRights() }
            work.tell(1)
        } catch StoreError.damaged(let code) {
            work.fault(.databaseDamaged, code)
        }
        // Told first, for it may be why others follow.
        if try !isIntact() {
            let damage = AuditFault(.databaseDamaged, 0)
            work.report.faults.removeAll { $0 == damage }
            work.report.faults.insert(damage, at: 0)
        }
        return work.report
    }

    /// Where the log stands after its latest entry.
    func tellEntries() {
        guard entriesInAll > 0, report.entries % UInt64(VerificationProgress.stride) == 0 else { return }
        tell(VerificationProgress.logShare * min(Double(report.entries) / Double(entriesInAll), 1))
    }

    /// Where the rows stand after the latest one.
    func tellRows() {
        guard report.rows % VerificationProgress.stride == 0, ledger.count > 0 else { return }
        let share = min(Double(report.rows) / Double(ledger.count), 1) / 2
        tell(VerificationProgress.logShare + (1 - VerificationProgress.logShare) * share)
    }

    private func tell(_ fraction: Double) {
        progress?(VerificationProgress(entries: entriesInAll, fraction: fraction))
    }

    mutating func fault(_ kind: AuditFault.Kind, _ place: some CustomStringConvertible) {
        let fault = AuditFault(kind, place)
        // One alteration may show twice at one place; it is told once.
        if told.insert(fault).inserted { report.faults.append(fault) }
    }

    private mutating func checkMembership() throws {
        // Sealed to the newest key of the staff, which may be newer than this session.
        if let room {
            _ = try? Compartments(session: room).open(
                FixedCompartment.practice.id(in: room.chain.practice), reading: reading)
        }
        let keys = room?.ring ?? staff
        // Others of this class lie nowhere, and are named as added.
        let rows = try reading.rows(.statement, prefix: [], limit: .max).filter(\.address.isLinkNumber)
        do {
            var statements: [MembershipStatement] = []
            for row in rows {
                do { statements.append(try Self.statement(row)) } catch {
                    // What comes before is judged all the same.
                    _ = try MembershipChain(statements, keys: keys)
                    throw VaultError.brokenChain(position: UInt32(statements.count), reason: .position)
                }
            }
            chain = try MembershipChain(statements, keys: keys)
            // The duties count, whatever stands beside them; but people cannot be told apart by what nobody can read.
            if let keys {
                for statement in statements {
                    guard let profile = try statement.profile(with: keys) else { continue }
                    if (try? StaffMember(body: profile)) == nil { fault(.profileUnreadable, statement.position) }
                }
            }
        } catch VaultError.brokenChain(let position, _) {
            fault(.membershipBroken, position)
        } catch is VaultError {
            fault(.membershipBroken, 0)
        }
        // What no entry of its signer's logged is a row that was added, and is named as that.
        let links = try reading.links()
        if links.count < rows.count {
            chain = try? MembershipChain(try links.map { try Self.statement($0) }, keys: keys)
        }
        guard let chain else { return }
        report.areOfficesJudged = chain.opened
        report.practice = chain.practice.hex
        report.root = chain.root.hex
    }

    private static func statement(_ row: StoredRow) throws -> MembershipStatement {
        let statement = try MembershipStatement(parsing: row.body)
        guard row.address == statement.row.address, row.scope == .none, row.target == statement.subject else {
            throw VaultError.brokenChain(position: statement.position, reason: .position)
        }
        return statement
    }
}

extension RowAddress {
    /// How a fault names a row: class and key.
    var place: String { "\(rowClass.rawValue)/" + Hex.encode(key) }
}
