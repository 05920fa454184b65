import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

public enum ProposingDisposal: ChangingPurpose { public static let action = Action.proposeDisposal }
public enum ApprovingDisposal: ChangingPurpose { public static let action = Action.approveDisposal }
public enum ListingDisposals: LookingPurpose { public static let action = Action.listDisposals }

/// What was said of a case's disposal. No content: identifiers, dates, numbers.
public struct DisposalEntry: Sendable {
    public let caseID: Identifier<CounselingCase>
    public let holds: [Hold]
    /// What waits to be approved; nil where nothing does, or where the case changed since.
    public let proposal: Proposal?
    /// Whether something was proposed that is outdated.
    public let isOutdated: Bool
    public let disposal: Done?

    public struct Hold: Sendable {
        /// 32 hexadecimal digits.
        public let id: String
        public let by: StaffMember?
        public let mayRelease: Bool
        /// Whether who placed it could. Another delays until it is ended, because verification without keys cannot tell.
        public let isByOffice: Bool
    }

    public struct Proposal: Sendable {
        /// 32 hexadecimal digits.
        public let id: String
        public let by: Identifier<Person>
        public let member: StaffMember?
        public let at: UTCTime?
        public let rows: Int
        public let terms: DisposalTerms?
    }

    public struct Done: Sendable {
        public let proposal: Proposal
        public let approvedBy: Identifier<Person>
        public let approver: StaffMember?
        public let at: UTCTime?
        /// SHA-256 of the row that two people signed, 64 hexadecimal digits.
        public let statement: String
    }
}

/// What an entry of the trail and the catalogue of backups add to a disposal.
public struct DisposalCertificate: Sendable {
    public let entry: DisposalEntry
    public let done: DisposalEntry.Done
    /// Where the entry stands in the trail.
    public let place: String
    public let practice: String
    /// Backups that were made before and are not known to be gone.
    public let backups: [CataloguedBackup]
}

extension Disposals {
    func entry(_ compartment: OpaqueID) throws -> DisposalEntry {
        let done = try disposal(of: compartment)
        let waiting = done == nil ? try self.waiting(of: compartment) : nil
        return DisposalEntry(
            caseID: Identifier(compartment),
            holds: try holds(on: compartment).map {
                DisposalEntry.Hold(
                    id: $0.id.hex, by: try session.staff(Identifier($0.signer)), mayRelease: mayRelease($0),
                    isByOffice: $0.isByOffice(in: session.chain))
            },
            proposal: try waiting.map(proposed),
            isOutdated: try done == nil && waiting == nil && !proposals(of: compartment).isEmpty,
            disposal: try done.map {
                DisposalEntry.Done(
                    proposal: try proposed($0.proposal), approvedBy: Identifier($0.approver),
                    approver: try session.staff(Identifier($0.approver)), at: Self.time($0.time),
                    statement: try $0.row.hash(version: 1).hex)
            })
    }

    func proposed(_ proposal: DisposalProposal) throws -> DisposalEntry.Proposal {
        DisposalEntry.Proposal(
            id: proposal.id.hex, by: Identifier(proposal.signer),
            member: try session.staff(Identifier(proposal.signer)), at: Self.time(proposal.time),
            rows: Int(proposal.count), terms: terms(of: proposal))
    }

    private static func time(_ seconds: UInt64) -> UTCTime? {
        Int64(exactly: seconds).flatMap { try? UTCTime(secondsSince1970: $0) }
    }
}

extension Visit where P == ProposingDisposal {
    /// Says that the visit's case is to be disposed of, and what exactly would go. What waits already stands.
    public func propose() throws -> DisposalEntry {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let compartment = OpaqueID(id)
        let disposals = Disposals(session: session, reading: transaction.reading)
        let rows = try disposals.disposedRows(of: compartment)
        // Neither does one stand that nobody logged, nor is one made of rows that nobody logged.
        try disposals.checkLogged(compartment, going: rows)
        if try disposals.waiting(of: compartment) != nil { return try disposals.entry(compartment) }
        guard try Glasses(session: session, reading: transaction.reading).isCase(compartment),
            let (body, profile) = try disposals.opened(compartment),
            case .due(let period, _) = try disposals.standing(body, profile, now: now)
        else { throw RoomError.denied(rule: .notDue) }
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        guard let key = try compartments.prepareToWrite(practice, in: transaction).current else {
            throw RoomError.noKey
        }
        let terms = DisposalTerms(
            period, try disposals.record(compartment, in: OpaqueID(body.client)), try disposals.schedule())
        guard !rows.isEmpty, let time = UInt64(exactly: now.secondsSince1970),
            terms.isDue(atSeconds: time)
        else { throw RoomError.denied(rule: .notDue) }
        let proposal = try session.ring.proposal(
            try OpaqueID.random(), of: compartment, rows: rows, time: time, terms: try terms.encodedBody(),
            practiceKey: key, chain: session.chain)
        try transaction.put(proposal.row)
        return try disposals.entry(compartment)
    }
}

extension Visit where P == ApprovingDisposal {
    /// The second signature; with it the rows go, in this transaction.
    /// - Parameter seen: the proposal that was shown
    public func approve(_ seen: String?) throws -> DisposalEntry {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let compartment = OpaqueID(id)
        let disposals = Disposals(session: session, reading: transaction.reading)
        guard try Glasses(session: session, reading: transaction.reading).isCase(compartment),
            let proposal = try disposals.waiting(of: compartment), proposal.id.hex == seen,
            let time = UInt64(exactly: now.secondsSince1970)
        else { throw RoomError.disposalOutdated }
        let rows = try disposals.disposedRows(of: compartment)
        try disposals.checkLogged(compartment, going: rows)
        let disposal = try session.ring.approve(proposal, time: time, chain: session.chain)
        guard try disposal.covers(rows) else { throw RoomError.disposalOutdated }
        try transaction.put(disposal.row)
        for row in rows { try transaction.remove(row.address) }
        return try disposals.entry(compartment)
    }
}

extension Visit where P == ListingDisposals {
    /// The cases of which a hold, a proposal or a disposal stands.
    public func all() throws -> [DisposalEntry] {
        let disposals = Disposals(session: session, reading: reading)
        return try disposals.compartments().map { try disposals.entry($0) }.filter {
            !$0.holds.isEmpty || $0.proposal != nil || $0.isOutdated || $0.disposal != nil
        }
    }

    public func one(_ id: Identifier<CounselingCase>) throws -> DisposalEntry {
        try Disposals(session: session, reading: reading).entry(OpaqueID(id))
    }

    /// - Throws: `RoomError.notFound(.disposal)` for a case that was not disposed of
    public func certificate(_ id: Identifier<CounselingCase>) throws -> DisposalCertificate {
        let entry = try one(id)
        guard let done = entry.disposal else { throw RoomError.notFound(.disposal) }
        guard let place = try Disposals(session: session, reading: reading).removed(with: OpaqueID(id))?.place else {
            throw RoomError.altered
        }
        let backups = try BackupCatalogue(session: session, reading: reading).all().filter { backup in
            let line = backup.line
            let isBefore = (line.epoch, line.entries) <= (Int(place.epoch), Int(place.position))
            return isBefore && line.expires.map { $0 > now } ?? true
        }
        return DisposalCertificate(
            entry: entry, done: done, place: place.name, practice: session.chain.practice.hex, backups: backups)
    }
}

extension RecordRoom {
    /// Cases that were disposed of, 32 hexadecimal digits each. The rows say it without a key.
    public func disposedCases() throws(RoomError) -> Set<String> {
        try translating {
            try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try Set(
                    reading.rows(.disposal, prefix: [DisposalKey.Step.disposal.rawValue], limit: .max).map(\.scope)
                        .filter { try disposals.isDisposed($0) }.map(\.hex))
            }
        }
    }

    /// Cases whose disposal waits for this person's word. The rows say it; no record is opened.
    public func disposalsToApprove() throws(RoomError) -> [Identifier<CounselingCase>] {
        try translating {
            guard session.chain.members[session.me]?.holds([.custodian, .committee]) == true else { return [] }
            return try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try disposals.compartments().filter { compartment in
                    guard try !disposals.isDisposed(compartment), try disposals.holds(on: compartment).isEmpty else {
                        return false
                    }
                    return try disposals.waiting(of: compartment).map { $0.signer != session.me } ?? false
                }.map { Identifier($0) }
            }
        }
    }

    /// Those of these cases of which something lies in the file again, and no disposal: a restore brought them back.
    public func restored(among cases: Set<String>) throws(RoomError) -> [Identifier<CounselingCase>] {
        try translating {
            try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try cases.sorted().compactMap { hex in
                    guard let id = OpaqueID(hex: hex), try !disposals.isDisposed(id),
                        try !disposals.disposedRows(of: id).isEmpty
                    else { return nil }
                    return Identifier(id)
                }
            }
        }
    }
}
