public import Counseling
import Cryptography
import RecordStore
import Vault

/// What a supervisor said of one version of a note, and who it was.
public struct NoteVerdict: Sendable {
    public let verdict: CoSignature.Verdict
    public let remark: String?
    public let at: UTCTime
    public let by: Identifier<Person>
    public let supervisor: StaffMember?
    /// The version it is about.
    public let version: Int
    /// The deposit that says so, where it lies in the case.
    var deposit: OpaqueID?

    var times: NoteTimes.Verdict { NoteTimes.Verdict(version: version, isCosigned: verdict == .cosigned, at: at) }
}

/// The co-signatures that were left in a case. What counts is signed by someone who was the author's supervisor under an
/// agreement in force at the time it names, as it stood when the log took it, over exactly the version that stands there; and, for whoever has the thread of that agreement,
/// over what the author handed in there.
struct CoSignatures {
    static let kind = "co-signature"

    let session: RoomSession
    let reading: any StoreReading
    let compartment: OpaqueID

    /// Those of the case, by note, oldest first. Everybody can write a row: what does not open or count is passed over.
    /// - Parameter note: only this one's; nil for all
    /// - Throws: `RoomError.unreadableRecord` where what it may rest on is lost: a note that was co-signed must not be open again
    func all(of note: OpaqueID? = nil) throws -> [OpaqueID: [NoteVerdict]] {
        let rows = try reading.rows(.deposit, scope: compartment)
        guard !rows.isEmpty else { return [:] }
        let (agreements, unreadable) = try Agreements(session: session, reading: reading).read()
        var result: [OpaqueID: [NoteVerdict]] = [:]
        for row in rows {
            guard let (body, depositor, deposit) = opened(row) else { continue }
            let id = OpaqueID(body.note)
            guard note == nil || note == id, let author = try author(of: body) else { continue }
            guard try counts(body, row, by: depositor, author: author, agreements) else {
                guard let lost = unreadable.first, session.chain.everHeld(.supervisor, by: depositor),
                    depositor != author
                else { continue }
                throw RoomError.unreadableRecord(place: lost)
            }
            result[id, default: []].append(
                NoteVerdict(
                    verdict: body.verdict, remark: body.remark, at: body.at, by: Identifier(depositor),
                    supervisor: try session.staff(Identifier(depositor)), version: Int(body.revision), deposit: deposit)
            )
        }
        return try result.mapValues { verdicts in
            let places = try places(of: verdicts, rows)
            return verdicts.sorted {
                ($0.version, places[$0.deposit] ?? 0, $0.at) < ($1.version, places[$1.deposit] ?? 0, $1.at)
            }
        }
    }

    /// Where the log has those of several on one version: the first stands, and whoever signs later dates it as they like.
    private func places(of verdicts: [NoteVerdict], _ rows: [StoredRow]) throws -> [OpaqueID?: Int] {
        guard Set(verdicts.map(\.version)).count < verdicts.count else { return [:] }
        var result: [OpaqueID?: Int] = [:]
        let wanted = Set(verdicts.compactMap(\.deposit))
        for row in rows {
            guard let id = OpaqueID(row.address.key), wanted.contains(id) else { continue }
            result[id] = try session.depositLog.logged(row, reading, chain: session.chain)?.order ?? .max
        }
        return result
    }

    private func opened(_ row: StoredRow) -> (body: CoSignature, depositor: OpaqueID, deposit: OpaqueID)? {
        guard let deposit = try? Deposit(parsing: row.body),
            (try? deposit.check(row: row, chain: session.chain)) != nil,
            let content = try? session.sealer.open(deposit), content.kind == Self.kind,
            content.author == deposit.depositor, let body = try? CoSignature(body: content.body)
        else { return nil }
        return (body, deposit.depositor, deposit.id)
    }

    /// Whose version it is; nil where the version that stands there is not the one that was read.
    private func author(of body: CoSignature) throws -> OpaqueID? {
        let address = RowAddress(.record, key: RecordHeader.key(OpaqueID(body.note), body.revision))
        guard let row = try reading.row(address), row.scope == compartment, try row.lasting().hex == body.lastingHash
        else { return nil }
        let opened = try session.sealer.open(row)
        guard opened.kind == Records.Kind.note.rawValue, try NoteBody(body: opened.body).state == .submitted else {
            return nil
        }
        return opened.author
    }

    private func counts(
        _ body: CoSignature, _ row: StoredRow, by depositor: OpaqueID, author: OpaqueID,
        _ agreements: [Agreements.Agreement]
    ) throws -> Bool {
        guard session.chain.everHeld(.supervisor, by: depositor) else { return false }
        return try agreements.contains {
            try $0.supervisor == depositor && $0.trainee == author && isCovered(row, body.at, under: $0)
                && wasHandedIn(body, under: $0)
        }
    }

    /// Whether an agreement covered the time that a verdict names as it was agreed by then. No two clocks show the same: where a
    /// supervisor's is ahead of the one that an end was set by, what the log took before that end came before it.
    private func isCovered(_ row: StoredRow, _ at: UTCTime, under agreement: Agreements.Agreement) throws -> Bool {
        if agreement.body.covered(at) { return true }
        guard agreement.versions.dropLast().contains(where: { $0.body.covered(at) }),
            let logged = try session.depositLog.logged(row, reading, chain: session.chain)
        else { return false }
        let lost = LostRecords(session: session, reading: reading)
        return try agreement.versions.last { try (lost.origin(of: $0.row)?.order ?? .max) < logged.order }?
            .body.covered(at) == true
    }

    /// Whether the version was handed in under an agreement. Whoever has not its thread's key cannot tell, and believes the supervisor.
    private func wasHandedIn(_ body: CoSignature, under agreement: Agreements.Agreement) throws -> Bool {
        guard [agreement.trainee, agreement.supervisor].contains(session.me) else { return true }
        let submissions = Submissions(session: session, reading: reading)
        let version = Submissions.Version(note: OpaqueID(body.note), revision: body.revision)
        return try unlessSpoiled {
            let history = try Compartments(session: session).history(of: agreement.thread, reading: reading)
            guard history.current == nil || session.ring.holds(all: history.generations) else { return true }
            return try submissions.handedIn(under: [agreement]).contains(version)
                || submissions.wasHandedIn(version, between: agreement.trainee, and: agreement.supervisor)
        } ?? true
    }

    /// The verdict on a version, the first that was logged where there are several.
    static func verdict(on version: Int, in verdicts: [NoteVerdict]) -> NoteVerdict? {
        verdicts.first { $0.version == version }
    }

    /// What was submitted is written anew only after it was returned, and what was co-signed never. While a case was stale
    /// co-signatures went to each person who belonged: whoever came later cannot judge, and does not.
    /// - Parameters:
    ///   - bodies: every version of one note, in order, with its number
    ///   - verdicts: those on it
    /// - Throws: `RoomError.altered`
    func check(_ bodies: [(body: NoteBody, version: Int)], against verdicts: [NoteVerdict]) throws {
        for (former, next) in zip(bodies, bodies.dropFirst()) where former.body.state == .submitted {
            let verdict = Self.verdict(on: former.version, in: verdicts)?.verdict
            if verdict == .returned || (verdict == nil && next.body.state == .signed) { continue }
            guard try verdict == nil && !opensAll() else { throw RoomError.altered }
        }
    }

    /// Whether this identity has a key to every deposit in the case.
    private func opensAll() throws -> Bool {
        try reading.rows(.deposit, scope: compartment).allSatisfy {
            (try? Deposit(parsing: $0.body))?.isMeant(for: session.ring) == true
        }
    }
}
