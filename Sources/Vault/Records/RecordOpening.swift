import Cryptography
import Synchronization

/// Opens records on several threads at once, with the keys that the ring held when this was made and one set of cipher
/// contexts for each thread at work.
public struct RecordOpening: Sendable {
    let holdings: KeyRing.Holdings
    let workers: OpeningWorkers

    /// Opens record rows.
    /// - Returns: for each row, in their order, what `RecordSealer.open` would give or throw
    /// The rows are opened where their bodies lie, without a copy where nobody else holds them.
    public func open(_ rows: consuming [StoredRow]) -> [Result<OpenedRecord, VaultError>] {
        let count = rows.count
        do throws(VaultError) {
            let worker = try workers.take()
            defer { workers.giveBack(worker) }
            return worker.open(rows, holdings)
        } catch {
            return Array(repeating: .failure(error), count: count)
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

    func open(_ rows: consuming [StoredRow], _ holdings: KeyRing.Holdings) -> [Result<OpenedRecord, VaultError>] {
        var results: [Result<OpenedRecord, VaultError>] = []
        results.reserveCapacity(rows.count)
        var run: [Envelope] = []
        run.reserveCapacity(rows.count)
        // One compartment's rows mostly lie under one generation: their data keys are unwrapped together.
        var under: CompartmentSecret?
        func finishRun() {
            var finished: [Envelope] = []
            swap(&finished, &run)
            if let under { results += tools.open(consume finished, under: under) }
        }
        // From the last one on, out of the array: what stays there would be a second holder of each body, which is then copied.
        while let row = rows.popLast() {
            do throws(VaultError) {
                try tools.checkLogged(row)
                let envelope = try Envelope(consume row)
                let secret = try holdings.secret(of: envelope.header.compartment, generation: envelope.generation)
                if secret !== under {
                    finishRun()
                    under = secret
                }
                run.append(envelope)
            } catch {
                finishRun()
                results.append(.failure(error))
            }
        }
        finishRun()
        results.reverse()
        return results
    }
}

/// Opens the newest revision of every record that it is given, on every core while the next rows are still read.
///
///     var opening = NewestRecords(sealer.opening)
///     try reading.forEachRow(.record, scope: compartment) { key, row in
///         if opening.wants(key) { opening.add(try row()) }
///     }
///     let records = try opening.all()
///
/// Right in any order of the rows; where the newest come first, no others are read or opened.
public struct NewestRecords: ~Copyable {
    private var line: WorkLine<StoredRow, Result<OpenedRecord, VaultError>>
    /// The highest revision met of each record that has more than one: most of them have no second.
    private var newest: [OpaqueID: UInt32] = [:]

    public init(_ opening: RecordOpening) { line = WorkLine { opening.open($0) } }

    /// Whether the row under this key may be the newest of its record.
    public mutating func wants(_ key: [UInt8]) -> Bool {
        // What is no key of a record is opened, so that it is found.
        guard let (record, revision) = RecordHeader.parts(ofKey: key) else { return true }
        if let met = newest[record], met >= revision { return false }
        if revision > 1 { newest[record] = revision }
        return true
    }

    public mutating func add(_ row: consuming StoredRow) { line.add(row) }

    /// The records, in the order in which they were first written where the rows came the other way.
    /// - Throws: as `RecordSealer.open`, for a record that does not open
    public consuming func all() throws(VaultError) -> [OpenedRecord] {
        var opened: [OpenedRecord] = []
        while let share = line.rest() {
            for result in share {
                let record = try result.get()
                if newest[record.header.record] ?? record.header.revision == record.header.revision {
                    opened.append(record)
                }
            }
        }
        opened.reverse()
        return opened
    }
}
