import AuditTrail
import Counseling
import Cryptography
import Foundation
import RecordStore
import Vault

/// Legal holds, proposals and disposals as they stand, each checked by whoever reads it. What does not hold is passed over:
/// verification names it.
struct Disposals {
    let session: RoomSession
    let reading: any StoreReading

    private var chain: MembershipChain { session.chain }
    private var practice: OpaqueID { FixedCompartment.practice.id(in: chain.practice) }

    // MARK: statements

    func rows(_ step: DisposalKey.Step, of compartment: OpaqueID) throws -> [StoredRow] {
        try reading.rows(.disposal, scope: compartment).filter { DisposalKey.step($0.address.key) == step }
    }

    /// The compartments of which anything was said, in the order of their identifiers.
    func compartments() throws -> [OpaqueID] {
        Set(try reading.rows(.disposal, prefix: [], limit: .max).map(\.scope)).sorted()
    }

    /// The holds that stand, among them those of somebody who could place none: whoever verifies without keys cannot know that, so
    /// that they are to be ended before anything goes.
    func holds(on compartment: OpaqueID) throws -> [LegalHold] {
        let releases = try rows(.release, of: compartment)
        return try rows(.hold, of: compartment).compactMap { row in
            guard let hold = try? LegalHold(parsing: row.body),
                (try? hold.checkSigned(row: row, chain: chain)) != nil
            else { return nil }
            let isReleased = releases.contains { row in
                guard let release = try? HoldRelease(parsing: row.body) else { return false }
                return release.hold == hold.id && (try? release.check(row: row, of: hold, chain: chain)) != nil
            }
            return isReleased ? nil : hold
        }
    }

    func mayRelease(_ hold: LegalHold) -> Bool {
        guard hold.signer != session.me else { return true }
        guard let duties = chain.duties(of: session.me, at: chain.head.position) else { return false }
        return HoldRelease.mayEndOthers(duties)
            || !hold.isByOffice(in: chain) && HoldRelease.mayEndUnfounded(duties)
    }

    func disposal(of compartment: OpaqueID) throws -> Disposal? {
        guard let row = try reading.row(DisposalKey.address(.disposal, compartment)),
            let disposal = try? Disposal(parsing: row.body), (try? disposal.check(row: row, chain: chain)) != nil
        else { return nil }
        return disposal
    }

    /// Whether two people signed that it goes, and its people and keys are gone: a row alone, which anybody could put there,
    /// makes no live case a disposed one.
    func isDisposed(_ compartment: OpaqueID) throws -> Bool {
        guard try disposal(of: compartment) != nil else { return false }
        return try [RowClass.assignment, .generation].allSatisfy { try reading.rows($0, scope: compartment).isEmpty }
    }

    /// What is proposed of a case or file, the newest last; of two in one second the one that names more cards.
    func proposals(of compartment: OpaqueID) throws -> [DisposalProposal] {
        try rows(.proposal, of: compartment).compactMap { row in
            guard let proposal = try? DisposalProposal(parsing: row.body),
                (try? proposal.check(row: row, chain: chain)) != nil
            else { return nil }
            return proposal
        }.sorted { ($0.time, $0.cards.count, $0.id) < ($1.time, $1.cards.count, $1.id) }
    }

    /// The newest proposal that says exactly what would go now, by dates that carry it, and that nothing overtook. They are held
    /// against the reader's own clock too: one that was ahead made nothing due.
    func waiting(of compartment: OpaqueID) throws -> DisposalProposal? {
        let made = try proposals(of: compartment)
        guard !made.isEmpty, try !isGlassOpen(compartment) else { return nil }
        let schedule = try schedule()
        let kind: DisposalKind = try isFile(compartment) ? .clientFile : .counselingCase
        let rows = try disposedRows(of: compartment)
        let now = UInt64(max(session.surroundings.now().secondsSince1970, 0))
        let standing = try made.filter { proposal in
            guard proposal.kind == kind, chain.members[proposal.signer]?.holds(.director) == true,
                let cards = try cards(proposal.cards, of: compartment),
                try proposal.rows == DisposedRow.digest(of: rows + cards, in: compartment),
                let terms = terms(of: proposal)
            else { return false }
            return terms.isDue(atSeconds: min(proposal.time, now)) && terms.jurisdiction == schedule.jurisdiction
                && terms.noticeDays >= schedule.noticeDays
                && terms.keepUntil >= terms.closed.adding(years: schedule.years)
        }
        switch kind {
        // Of two in one second the times do not tell which is the newer; what overtook the other does.
        case .counselingCase: return try standing.last { try !isOvertaken($0) }
        case .clientFile: return try casesLeft(in: compartment).isEmpty ? standing.last : nil
        }
    }

    /// Whether a break-glass of the case may still be opened, or waits for its review.
    private func isGlassOpen(_ compartment: OpaqueID) throws -> Bool {
        let glasses = Glasses(session: session, reading: reading)
        return try glasses.all().contains {
            $0.request.compartment == compartment
                && (glasses.isInTime($0.request) || $0.isBroken && $0.marks(.reviewed).isEmpty)
        }
    }

    /// Holds what a disposal rests on against the log, before anything goes that nobody brings back: every row about holds and
    /// disposals that the log has lies as it was logged, those of this compartment are there by an entry of whoever signed them at
    /// the link that they name, and what goes is what the log has.
    /// - Throws: `RoomError.altered`
    func checkLogged(_ compartment: OpaqueID, going: [DisposedRow]) throws {
        var said: [RowAddress: (signer: OpaqueID, head: ChainHead)] = [:]
        // What is no statement at all, and a hold that does not stand as its signer logged it, is one for nobody: verification names
        // it and passes it over, and so it keeps nothing here. A release or a proposal that is not as logged keeps everything.
        var holds: Set<RowAddress> = []
        for row in try reading.rows(.disposal, scope: compartment) {
            switch DisposalKey.step(row.address.key) {
            case .hold:
                guard let hold = try? LegalHold(parsing: row.body) else { continue }
                said[row.address] = hold.said
                holds.insert(row.address)
            case .release:
                guard let release = try? HoldRelease(parsing: row.body) else { continue }
                said[row.address] = release.said
            case .proposal:
                guard let proposal = try? DisposalProposal(parsing: row.body) else { continue }
                said[row.address] = proposal.said
            case .disposal: throw RoomError.altered
            // Of private notes something is said once the case went.
            case .privateProposal, .privateDisposal, nil: continue
            }
        }
        let wanted = Set(going.map(\.address))
        var (statements, last): ([RowAddress: Digest], [RowAddress: Digest]) = ([:], [:])
        try reading.forEachEntry(from: nil) { stored in
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            for change in entry.changes {
                if change.address.rowClass == .disposal {
                    guard statements.updateValue(change.after, forKey: change.address) == nil, change.version == 1
                    else {
                        throw RoomError.altered
                    }
                    if let said = said[change.address], said != (entry.actor, entry.chainHead),
                        !holds.contains(change.address)
                    {
                        throw RoomError.altered
                    }
                } else if wanted.contains(change.address) {
                    last[change.address] = change.after
                }
            }
        }
        for (address, hash) in statements {
            guard let row = try reading.row(address), try row.loggedHash() == hash else { throw RoomError.altered }
        }
        guard said.keys.allSatisfy({ holds.contains($0) || statements[$0] != nil }),
            going.allSatisfy({ last[$0.address] == $0.hash })
        else {
            throw RoomError.altered
        }
    }

    func terms(of proposal: DisposalProposal) -> DisposalTerms? {
        _ = try? Compartments(session: session).open(practice, reading: reading)
        return (try? session.ring.terms(of: proposal)).flatMap { try? DisposalTerms(body: $0) }
    }

    /// Everything of its own that goes.
    func disposedRows(of compartment: OpaqueID) throws -> [DisposedRow] {
        try DisposedRow.classes.flatMap { rowClass in
            try reading.rows(rowClass, scope: compartment).map {
                DisposedRow(address: $0.address, hash: try $0.loggedHash())
            }
        }
    }

    /// The entry that a case was disposed of with: where it stands, and the records that went.
    /// - Returns: also to whom its keys had been granted
    func removed(with compartment: OpaqueID) throws -> (
        place: EntryPlace, records: Set<OpaqueID>, holders: Set<OpaqueID>
    )? {
        guard let disposal = try disposal(of: compartment) else { return nil }
        let address = DisposalKey.address(.disposal, compartment)
        var found: (EntryPlace, Set<OpaqueID>, Set<OpaqueID>)?
        try reading.forEachEntry(from: nil) { stored in
            guard found == nil, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges),
                entry.actor == disposal.approver, entry.chainHead == disposal.chainHead,
                entry.changes.contains(where: { $0.address == address })
            else { return }
            let gone = entry.changes.filter { $0.after == .zero }
            // What else an entry says that it removed is not what two people signed.
            guard (try? disposal.covers(gone.map { DisposedRow(address: $0.address, hash: $0.before) })) == true else {
                return
            }
            let records = entry.changes.filter { $0.address.rowClass == .record && $0.after == .zero }
            found = (
                entry.place, Set(records.compactMap { OpaqueID($0.address.key.prefix(OpaqueID.count)) }),
                Set(gone.compactMap { $0.address.grantHolder(in: compartment) })
            )
        }
        return found
    }

    /// Those of some compartments of which two people signed that they go, and of which that is not what happened: no entry removed
    /// exactly the rows that they signed, or something is left.
    func broken(among compartments: [OpaqueID]) throws -> Set<OpaqueID> {
        var open: [RowAddress: Disposal] = [:]
        for compartment in compartments {
            open[DisposalKey.address(.disposal, compartment)] = try disposal(of: compartment)
        }
        var broken = Set(open.values.map(\.compartment))
        guard !broken.isEmpty else { return [] }
        try reading.forEachEntry(from: nil) { stored in
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            for disposal in entry.changes.compactMap({ open[$0.address] })
            where entry.actor == disposal.approver && entry.chainHead == disposal.chainHead {
                let gone = entry.changes.filter { $0.after == .zero }
                if (try? disposal.covers(gone.map { DisposedRow(address: $0.address, hash: $0.before) })) == true {
                    broken.remove(disposal.compartment)
                }
            }
        }
        // Of what no entry removed rightly the log has the rows still: asking for them would end with 76, and name nothing.
        let left = try open.values.map(\.compartment).filter { try !broken.contains($0) && !isDisposed($0) }
        return broken.union(left)
    }

    // MARK: how long

    /// What a director said last; the longer periods where nobody did, or where what stands there is below the law.
    /// - Parameter isSaidAnew: whether what was said last is replaced now, and need not be read
    /// - Throws: `RoomError.unreadableRecord`
    func schedule(isSaidAnew: Bool = false) throws -> RetentionSchedule {
        let directors = Directors(session: session, reading: reading)
        let record = FixedRecord.retentionSchedule.id(in: chain.practice)
        let newest =
            try isSaidAnew
            ? directors.newestReadable(of: record, .retentionSchedule)
            : directors.newest(of: record, .retentionSchedule)
        guard let schedule = try newest.map({ try RetentionSchedule(body: $0.body) }), schedule.isLawful else {
            return .usual
        }
        return schedule
    }

    func clock() throws -> LocalClock {
        let settings = try Directors(session: session, reading: reading).settings()
        return LocalClock(zone: TimeZone(identifier: settings.timeZone) ?? .gmt)
    }

    /// Where what is noted of a case lies in its client's file, whose key this identity holds.
    func noted(_ caseID: OpaqueID, in file: OpaqueID) throws -> OpaqueID {
        try NamedRecord.id(Records.Kind.retention.rawValue, of: caseID, in: file, with: session.ring)
    }

    /// What was noted; each version may follow the one before, and one that may not is passed over.
    func record(_ caseID: OpaqueID, in file: OpaqueID) throws -> RetentionRecord? {
        var newest: RetentionRecord?
        for row in try reading.rows(.record, prefix: try noted(caseID, in: file).bytes, limit: .max)
        where row.scope == file {
            let found = try LostRecords(session: session, reading: reading).open(row) { writer, position in
                chain.duties(of: writer, at: position)?.isEmpty == false
            }
            guard let opened = found, opened.kind == Records.Kind.retention.rawValue,
                let body = try? RetentionRecord(body: opened.body),
                OpaqueID(body.client) == file, OpaqueID(body.caseID) == caseID, newest?.mayBeFollowed(by: body) ?? true
            else { continue }
            newest = body
        }
        return newest
    }

    /// How a case stands; nil for whoever cannot open its client's file.
    func standing(_ body: CounselingCase, _ profile: ClientProfile, now: UTCTime) throws -> RetentionStanding {
        let id = OpaqueID(body.compartment)
        if try isDisposed(id) { return .disposed }
        let clock = try clock()
        // A case cannot have been closed before it was opened, whatever somebody wrote.
        let closed = body.closed.map { clock.day(of: max($0, body.opened)) }
        return RetentionStanding(
            state: body.state, closed: closed, client: profile, record: try record(id, in: OpaqueID(body.client)),
            schedule: try schedule(), today: clock.day(of: now))
    }

    /// A case and its client as the file tells of them; nil where the key of the file is not held.
    func opened(_ caseID: OpaqueID) throws -> (body: CounselingCase, profile: ClientProfile)? {
        let records = Records(session: session, reading: reading)
        guard let file = try records.compartment(of: caseID) else { throw RoomError.notFound(.counselingCase) }
        let history = try Compartments(session: session).open(file, reading: reading)
        guard let current = history.current, session.ring.holds(file, generation: current.generation) else {
            return nil
        }
        let client = try ClientFiles(session: session, reading: reading).client(Identifier(file), alone: true)
        return (try records.counselingCase(caseID).body, client.profile)
    }

    /// Whether something about the case is not finished: a crisis of the client, or a break-glass that nobody reviewed.
    func isUnfinished(_ caseID: OpaqueID, of client: Identifier<Client>) throws -> Bool {
        let isInCrisis = try CrisisFlags(session: session, reading: reading).flags().contains {
            $0.client == client && $0.state != .resolved
        }
        if isInCrisis { return true }
        return try Glasses(session: session, reading: reading).all().contains {
            $0.request.compartment == caseID && $0.isBroken && $0.marks(.reviewed).isEmpty
        }
    }
}

extension RowAddress {
    /// To whom a compartment's key was granted; nil for another row.
    func grantHolder(in compartment: OpaqueID) -> OpaqueID? {
        guard rowClass == .grant, key.starts(with: compartment.bytes) else { return nil }
        return OpaqueID(Array(key.suffix(OpaqueID.count)))
    }
}

extension Entry {
    /// The cases that went with this entry and of which somebody had a key; whether rightly, whoever asks has to look.
    func disposedCases(keyOf person: OpaqueID) -> [OpaqueID] {
        changes.compactMap { change -> OpaqueID? in
            guard change.address.rowClass == .disposal, change.version == 1,
                DisposalKey.step(change.address.key) == .disposal
            else { return nil }
            return OpaqueID(Array(change.address.key.dropFirst()))
        }.filter { compartment in
            changes.contains { $0.after == .zero && $0.address.grantHolder(in: compartment) == person }
        }
    }
}

extension LegalHold {
    fileprivate var said: (OpaqueID, ChainHead) { (signer, chainHead) }
}

extension HoldRelease {
    fileprivate var said: (OpaqueID, ChainHead) { (signer, chainHead) }
}

extension DisposalProposal {
    fileprivate var said: (OpaqueID, ChainHead) { (signer, chainHead) }
}
