import Counseling
import RecordStore
import Vault

/// Something that says itself when it was made.
struct DatedRow {
    /// The number of the place of the entry that brought it.
    let entry: UInt64
    let time: UTCTime
    /// The note that it belongs to; nil for what is no note, and only says when that was.
    let note: OpaqueID?
}

// Times that authors wrote, held against each other, against the entries where those open, and against the order of the log,
// which never goes back. Who dates a note back shows by it, whatever their program.
extension Verification {
    mutating func checkNoteTimes(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        var addenda: [OpaqueID: [(entry: UInt64, addendum: Addendum)]] = [:]
        for (record, opened) in revisions {
            guard let first = opened.first, let kind = Records.Kind(rawValue: first.kind) else { continue }
            switch kind {
            case .addendum:
                guard let addendum = try? Addendum(body: first.body), let entry = entry(of: first) else { continue }
                let note = OpaqueID(addendum.note)
                addenda[note, default: []].append((entry, addendum))
                dated.append(DatedRow(entry: entry, time: addendum.signedAt, note: note))
            case .privateNote:
                for version in opened {
                    guard let body = try? PrivateNote(body: version.body), let entry = entry(of: version) else {
                        continue
                    }
                    dated.append(DatedRow(entry: entry, time: body.versionAt, note: record))
                }
            case .counselingCase:
                let bodies = opened.compactMap { try? CounselingCase(body: $0.body) }
                // No fault: who opened and who closed it may have had clocks that stood apart.
                if let body = bodies.last, let closed = body.closed, isLater(body.opened, than: closed) {
                    remark(.caseClosedBeforeOpened, record.hex, closed, body.opened)
                }
                guard let body = try? CounselingCase(body: first.body), let entry = entry(of: first) else { continue }
                dated.append(DatedRow(entry: entry, time: body.opened, note: nil))
            default: continue
            }
        }
        let notes = revisions.filter { $1.first?.kind == Records.Kind.note.rawValue }
        var verdicts: [OpaqueID: [NoteVerdict]]?
        for (record, opened) in notes.sorted(by: { $0.key < $1.key }) {
            let bodies = opened.compactMap { try? NoteBody(body: $0.body) }
            // One that does not open is named as a fault.
            guard bodies.count == opened.count, let first = opened.first else { continue }
            for (version, body) in zip(opened, bodies) {
                guard let entry = entry(of: version) else { continue }
                dated.append(DatedRow(entry: entry, time: body.versionAt, note: record))
            }
            var said: [NoteVerdict] = []
            if bodies.contains(where: { $0.state == .submitted }) {
                let all = try verdicts ?? CoSignatures(session: room, reading: reading, compartment: compartment).all()
                verdicts = all
                said = all[record] ?? []
            }
            for verdict in said {
                guard let deposit = verdict.deposit,
                    let entry = ledger.firstEntry(RowAddress(.deposit, key: deposit.bytes))
                else { continue }
                dated.append(DatedRow(entry: entry, time: verdict.at, note: record))
            }
            let doubts = NoteTimes.doubts(
                of: bodies, first: Int(first.header.revision),
                addenda: (addenda[record] ?? []).sorted { $0.entry < $1.entry }.map(\.addendum),
                verdicts: said.map(\.times), now: now)
            for doubt in doubts { remark(AuditRemark.Kind(doubt.kind), record.hex, doubt.time, doubt.other) }
        }
    }

    private func entry(of record: OpenedRecord) -> UInt64? {
        ledger.firstEntry(RowAddress(.record, key: RecordHeader.key(record.header.record, record.header.revision)))
    }

    /// Where the entry that brought something opens, that says when it was; where it does not, what the log has before it.
    mutating func checkOrderOfDated() {
        var last: UTCTime?
        for row in dated.sorted(by: { ($0.entry, $0.note ?? .none) < ($1.entry, $1.note ?? .none) }) {
            defer { last = row.time }
            guard let note = row.note else { continue }
            if let logged = recordTimes[row.entry] {
                if isLater(row.time, than: logged) || isLater(logged, than: row.time) {
                    remark(.noteAgainstEntry, note.hex, row.time, logged)
                }
            } else if let last, isLater(last, than: row.time) {
                remark(.noteAgainstLog, note.hex, row.time, last)
            }
        }
    }
}

extension AuditRemark.Kind {
    init(_ kind: TimeDoubt.Kind) {
        self =
            switch kind {
            case .inFuture: .noteInFuture
            case .signedBeforeWritten: .signedBeforeWritten
            case .goesBack: .noteGoesBack
            case .writingMoved: .writingMoved
            case .addedBeforeSigned: .addedBeforeSigned
            case .cosignedBeforeSubmitted: .cosignedBeforeSubmitted
            }
    }
}
