import Cryptography
import Synchronization

/// Opens records on several threads at once, with the keys that the ring held when this was made and one set of cipher
/// contexts for each thread at work.
public struct RecordOpening: Sendable {
    let holdings: KeyRing.Holdings
    let workers: OpeningWorkers

    /// Opens record rows.
    /// - Returns: for each row, in their order, what `RecordSealer.open` would give or throw
    public func open(_ rows: [StoredRow]) -> [Result<OpenedRecord, VaultError>] {
        do throws(VaultError) {
            let worker = try workers.take()
            defer { workers.giveBack(worker) }
            return rows.map { row in
                Result { () throws(VaultError) in try worker.open(row, holdings) }
            }
        } catch {
            return rows.map { _ in .failure(error) }
        }
    }
}

/// The sets of contexts that no thread has at the moment, kept from one listing to the next.
final class OpeningWorkers: Sendable {
    private let idle = Mutex<[OpeningWorker]>([])

    func take() throws(VaultError) -> OpeningWorker {
        if let worker = idle.withLock({ $0.popLast() }) { return worker }
        return try OpeningWorker()
    }

    func giveBack(_ worker: OpeningWorker) { idle.withLock { $0.append(worker) } }
}

final class OpeningWorker: @unchecked Sendable {
    // Safe to send: whoever took one out of the pool has it alone until it is given back.
    private var tools: SealingTools

    init() throws(VaultError) { tools = try SealingTools() }

    func open(_ row: StoredRow, _ holdings: KeyRing.Holdings) throws(VaultError) -> OpenedRecord {
        let envelope = try Envelope(row)
        let secret = try holdings.secret(of: envelope.header.compartment, generation: envelope.generation)
        return try envelope.open(with: secret, tools: &tools)
    }
}

/// Opens the newest revision of every record that it is given, on every core while the next rows are still read.
///
///     var opening = NewestRecords(sealer.opening, keys: try reading.keys(.record, scope: compartment))
///     try reading.forEachRow(.record, scope: compartment) { row in
///         opening.add(row)
///         while let records = try opening.ready() { … }
///     }
///     while let records = try opening.rest() { … }
public struct NewestRecords: ~Copyable {
    private var line: WorkLine<StoredRow, Result<OpenedRecord, VaultError>>
    private var newest: [OpaqueID: UInt32] = [:]

    /// - Parameter keys: of all rows that there are
    public init(_ opening: RecordOpening, keys: [[UInt8]]) {
        line = WorkLine { opening.open($0) }
        newest.reserveCapacity(keys.count)
        for case (let record, let revision)? in keys.lazy.map({ RecordHeader.parts(ofKey: $0) }) {
            newest[record, default: revision] = max(newest[record, default: revision], revision)
        }
    }

    /// Takes the next row; a revision before the newest stays closed.
    public mutating func add(_ row: StoredRow) {
        if let (record, revision) = RecordHeader.parts(ofKey: row.address.key), newest[record] != revision { return }
        line.add(row)
    }

    /// The next records in the order of their rows, if they are open already.
    /// - Throws: as `RecordSealer.open`, for the first record that does not open
    public mutating func ready() throws(VaultError) -> [OpenedRecord]? { try Self.opened(line.ready()) }

    /// The next records, waited for; nil after the last.
    /// - Throws: as `ready`
    public mutating func rest() throws(VaultError) -> [OpenedRecord]? {
        try Self.opened(line.rest())
    }

    private static func opened(_ share: [Result<OpenedRecord, VaultError>]?) throws(VaultError) -> [OpenedRecord]? {
        guard let share else { return nil }
        var records: [OpenedRecord] = []
        records.reserveCapacity(share.count)
        for record in share { records.append(try record.get()) }
        return records
    }
}
