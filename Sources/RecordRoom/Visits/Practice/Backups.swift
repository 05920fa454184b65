import AuditTrail
public import Counseling
import Cryptography
public import RecordStore
import Vault

public enum MakingBackup: LookingPurpose { public static let action = Action.makeBackup }
public enum CataloguingBackup: ChangingPurpose { public static let action = Action.makeBackup }
public enum ListingBackups: LookingPurpose { public static let action = Action.listBackups }

/// A state of a practice file, told from the file alone: what a restored copy must come to as well.
public struct PracticeOutline: Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let practice: String
    /// 64 hexadecimal digits.
    public let root: String
    public let epoch: UInt32
    /// Of that epoch.
    public let entries: UInt64
    /// 64 hexadecimal digits.
    public let treeRoot: String

    public init(of store: any RecordStore) throws(RoomError) {
        self = try translating {
            try store.read { reading in
                let statements = try reading.links()
                let chain = try MembershipChain(statements.map { try MembershipStatement(parsing: $0.body) }, keys: nil)
                let (epoch, size) = try reading.logSize() ?? (1, 0)
                let tree = try RoomSession.tree(reading, epoch: epoch, size: size).root()
                return PracticeOutline(
                    practice: chain.practice.hex, root: chain.root.hex, epoch: epoch, entries: size, treeRoot: tree.hex)
            }
        }
    }

    private init(practice: String, root: String, epoch: UInt32, entries: UInt64, treeRoot: String) {
        self.practice = practice
        self.root = root
        self.epoch = epoch
        self.entries = entries
        self.treeRoot = treeRoot
    }

    /// Whether a verification came to the same state.
    public func isThat(of report: VerificationReport) -> Bool {
        (report.practice, report.root) == (practice, root) && report.epoch == epoch && report.size == entries
            && report.treeRoot == treeRoot
    }
}

/// A line of the catalogue: a backup that was restored and verified before it was called one. One of a practice that had faults itself
/// says how many.
public struct BackupLine: RecordBody, Sendable {
    private var schema = SchemaVersion1()
    public let at: UTCTime
    /// The file's name, and the folder it was written to.
    public let file: String
    public let place: String
    /// Of the encrypted file.
    public let bytes: Int
    public let epoch: Int
    /// How many entries the trail has in it.
    public let entries: Int
    /// 64 hexadecimal digits.
    public let treeRoot: String
    /// Until when it is to be kept; none for ever.
    public let expires: UTCTime?
    /// How many faults the practice itself had by then; none where it had none.
    public let faults: Int?

    /// Whether a file has such a length, and a practice's log such a place: what no restored copy can have come to is no line.
    public var isPossible: Bool {
        (0...1 << 50).contains(bytes) && (1...1 << 22).contains(epoch) && (1...1 << 40).contains(entries)
            && (0...1 << 40).contains(faults ?? 0)
    }

    public init(
        at: UTCTime, file: String, place: String, bytes: Int, outline: PracticeOutline, expires: UTCTime?,
        faults: Int = 0
    ) {
        self.at = at
        self.file = file
        self.place = place
        self.bytes = bytes
        epoch = Int(outline.epoch)
        entries = Int(clamping: outline.entries)
        treeRoot = outline.treeRoot
        self.expires = expires
        self.faults = faults > 0 ? faults : nil
    }
}

/// A line of the catalogue with who wrote it.
public struct CataloguedBackup: Sendable {
    /// The deposit's identifier, 32 hexadecimal digits.
    public let id: String
    public let line: BackupLine
    /// nil for a workstation.
    public let by: StaffMember?

    /// Whether it is dated ahead of a clock by more than clocks may differ.
    public func isAhead(of now: UTCTime) -> Bool { line.at.seconds(since: now) > CrisisFlag.clockTolerance }
}

/// Reads the catalogue: deposits to everybody who works here, by directors, custodians and workstations.
struct BackupCatalogue {
    static let kind = "backup"
    let session: RoomSession
    let reading: any StoreReading

    /// The newest last.
    func all() throws -> [CataloguedBackup] {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        try Compartments(session: session).open(practice, reading: reading)
        return try opened().compactMap { deposit, body -> CataloguedBackup? in
            // One that anybody could have spoiled must not hide the others.
            guard let line = try? BackupLine(body: body) else { return nil }
            return CataloguedBackup(
                id: deposit.id.hex, line: line,
                by: session.chain.stations[deposit.depositor] == nil
                    ? try session.staff(Identifier(deposit.depositor)) : nil)
        }.sorted { ($0.line.at, $0.id) < ($1.line.at, $1.id) }
    }

    /// Lines that no program of ours wrote, for whoever verifies, who has opened what opens: the list passes over them. A later
    /// program's are none of them.
    func malformed() throws -> [OpaqueID] {
        try opened().filter { found in
            let line = Result { () throws(CounselingError) in try BackupLine(body: found.body) }
            guard case .failure(.malformedBody) = line else { return false }
            return true
        }.map(\.deposit.id)
    }

    private func opened() throws -> [(deposit: Deposit, body: [UInt8])] {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        return try reading.rows(.deposit, scope: practice).compactMap { row -> (deposit: Deposit, body: [UInt8])? in
            guard let deposit = try? Deposit(parsing: row.body), deposit.isMeant(for: session.ring),
                (try? deposit.check(row: row, chain: session.chain)) != nil, mayKeep(deposit.depositor),
                let opened = try? session.sealer.open(deposit), opened.kind == Self.kind,
                opened.author == deposit.depositor
            else { return nil }
            return (deposit, opened.body)
        }
    }

    private func mayKeep(_ depositor: OpaqueID) -> Bool {
        session.chain.stations[depositor] != nil || session.chain.everHeld(.director, by: depositor)
            || session.chain.everHeld(.custodian, by: depositor)
    }
}

extension Visit where P == MakingBackup {
    /// Says that a backup is about to be made; the entry is durable already, and will be in it.
    public func begin() -> UTCTime { now }
}

extension Visit where P == CataloguingBackup {
    /// Writes a line of the catalogue.
    /// - Returns: its identifier, 32 hexadecimal digits
    public func catalogue(_ line: BackupLine) throws -> String {
        let transaction = try writing()
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let deposit = try Deposit(
            try line.encodedBody(), kind: BackupCatalogue.kind,
            to: try compartments.destination(of: practice, reading: transaction.reading),
            practice: session.chain.practice, membership: session.ring.membership, by: session.ring.identity)
        try transaction.put(deposit.row)
        return deposit.id.hex
    }
}

extension Visit where P == ListingBackups {
    public func backups() throws -> [CataloguedBackup] {
        try BackupCatalogue(session: session, reading: reading).all()
    }
}

extension Visit where P == ReadingStatus {
    /// The newest backup that the catalogue knows; nil where there is none. Of those whose date lies ahead, by a clock that was, nobody
    /// can tell how old they are: such a one only where no other of the last days is there.
    /// - Parameter days: how old one may be that is recent
    public func lastBackup(recentDays days: Int64) throws -> CataloguedBackup? {
        let all = try BackupCatalogue(session: session, reading: reading).all()
        guard let past = all.last(where: { !$0.isAhead(of: now) }), now.seconds(since: past.line.at) < days * 86_400
        else { return all.last }
        return past
    }
}

/// Backups that a timer starts while nobody is unlocked: the workstation's key signs that they were made.
public struct UnattendedBackups {
    // A file that is not in order is copied too: what it still says is saved.
    private let view: StationView
    private let now: () -> UTCTime

    public init(_ store: any RecordStore, surroundings: RoomSurroundings) {
        view = StationView(store, surroundings)
        now = surroundings.now
    }

    /// The entry before the copy, which will be in it.
    public func begin() throws(RoomError) {
        try translating { try view.writeAtOnce { _ in details() } }
    }

    /// Writes a line of the catalogue.
    /// - Returns: its identifier, 32 hexadecimal digits
    public func catalogue(_ line: BackupLine) throws(RoomError) -> String {
        try translating {
            var made = ""
            try view.writeAtOnce { desk in
                made =
                    try desk.deposit(
                        try line.encodedBody(), kind: BackupCatalogue.kind,
                        to: try desk.destination(of: .practice)
                    ).hex
                return details()
            }
            return made
        }
    }

    private func details() -> EntryDetails {
        EntryDetails(
            time: now(), action: .makeBackup, role: nil, subject: nil, outcome: .allowed, rule: nil, scope: nil)
    }
}
