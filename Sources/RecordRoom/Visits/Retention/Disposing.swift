import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

public enum ProposingDisposal: ChangingPurpose { public static let action = Action.proposeDisposal }
public enum ApprovingDisposal: ChangingPurpose { public static let action = Action.approveDisposal }
public enum ListingDisposals: LookingPurpose { public static let action = Action.listDisposals }

/// What was said of the disposal of a case or a client's file. No content: identifiers, dates, numbers.
public struct DisposalEntry: Sendable {
    public let target: DisposalTarget
    public let holds: [Hold]
    /// What waits to be approved; nil where nothing does, or where it changed since.
    public let proposal: Proposal?
    /// Whether something was proposed that is outdated.
    public let isOutdated: Bool
    public let disposal: Done?
    /// Whether what two people signed to go is not what went: then nothing was rightly disposed of.
    public let isBroken: Bool
    /// Private notes about the case that went after it, or wait for a second signature.
    public let privateNotes: [PrivateNotesAfter]
    /// Of a file that is there: deposits among the crises, by people who counseled the client, that neither open to whoever asks nor
    /// go with the proposal.
    public let cardsClosed: Int

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
        /// How many of them are the client's emergency cards.
        public let cards: Int
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
    /// Of a case: what is known of private notes about it, by author.
    public let privateNotes: [PrivateNotesAfter]
}

extension Disposals {
    func entry(_ compartment: OpaqueID) throws -> DisposalEntry {
        try entry(compartment, isBroken: broken(among: [compartment]).contains(compartment))
    }

    func entry(_ compartment: OpaqueID, isBroken: Bool) throws -> DisposalEntry {
        let done = try disposal(of: compartment)
        let waiting = done == nil ? try self.waiting(of: compartment) : nil
        return DisposalEntry(
            target: try target(of: compartment),
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
            },
            isBroken: isBroken,
            privateNotes: try done == nil || isBroken
                ? []
                : PrivateDisposals(session: session, reading: reading).account(of: compartment, holders: []),
            cardsClosed: try done == nil ? closedCards(of: compartment, but: waiting?.cards ?? []) : 0)
    }

    func proposed(_ proposal: DisposalProposal) throws -> DisposalEntry.Proposal {
        DisposalEntry.Proposal(
            id: proposal.id.hex, by: Identifier(proposal.signer),
            member: try session.staff(Identifier(proposal.signer)), at: Self.time(proposal.time),
            rows: Int(proposal.count), cards: proposal.cards.count, terms: terms(of: proposal))
    }

    private static func time(_ seconds: UInt64) -> UTCTime? {
        Int64(exactly: seconds).flatMap { try? UTCTime(secondsSince1970: $0) }
    }
}

extension Disposals {
    /// What a compartment is of which something was said.
    func target(of compartment: OpaqueID) throws -> DisposalTarget {
        if let kind = try (disposal(of: compartment)?.proposal ?? proposals(of: compartment).last)?.kind {
            return DisposalTarget(compartment, kind)
        }
        let file = try Records(session: session, reading: reading).compartment(of: compartment)
        return DisposalTarget(compartment, file == compartment ? .clientFile : .counselingCase)
    }

    /// Everything that goes, the emergency cards of a proposal among it.
    func going(_ proposal: DisposalProposal) throws -> [DisposedRow] {
        guard let cards = try cards(proposal.cards, of: proposal.compartment) else { throw RoomError.disposalOutdated }
        return try disposedRows(of: proposal.compartment) + cards
    }

    /// Whether a compartment is what the proposal would dispose of.
    func isOne(_ target: DisposalTarget) throws -> Bool {
        switch target {
        case .counselingCase: try Glasses(session: session, reading: reading).isCase(target.compartment)
        case .client: try isFile(target.compartment)
        }
    }
}

extension Visit where P == ProposingDisposal {
    /// Says that the visit's case or file is to be disposed of, and what exactly would go. What waits already stands.
    public func propose() throws -> DisposalEntry {
        guard let target = DisposalTarget(subject) else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let compartment = target.compartment
        let disposals = Disposals(session: session, reading: transaction.reading)
        // Whether a crisis of the client is open, and which cards are theirs, only the crises' key tells.
        guard try disposals.readsCrises() else { throw RoomError.crisisKeyOwed }
        var cards: [OpaqueID] = []
        if case .client(let id) = target { cards = try disposals.cards(of: id) }
        let rows = try disposals.disposedRows(of: compartment) + (disposals.cards(cards, of: compartment) ?? [])
        // Neither does one stand that nobody logged, nor is one made of rows that nobody logged.
        try disposals.checkLogged(compartment, going: rows)
        if let waiting = try disposals.waiting(of: compartment), try disposals.names(waiting.cards, all: cards) {
            return try disposals.entry(compartment)
        }
        guard try disposals.isOne(target) else { throw RoomError.denied(rule: .notDue) }
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let terms = try terms(target, disposals)
        if case .client(let id) = target { try keepAccount(of: id, in: transaction) }
        guard let key = try compartments.prepareToWrite(practice, in: transaction).current else {
            throw RoomError.noKey
        }
        guard !rows.isEmpty, let time = UInt64(exactly: now.secondsSince1970),
            terms.isDue(atSeconds: time)
        else { throw RoomError.denied(rule: .notDue) }
        let proposal = try session.ring.proposal(
            target.kind, try OpaqueID.random(), of: compartment, rows: rows, time: time,
            terms: try terms.encodedBody(), cards: cards, practiceKey: key, chain: session.chain)
        try transaction.put(proposal.row)
        return try disposals.entry(compartment)
    }

    /// The dates that it rests on.
    private func terms(_ target: DisposalTarget, _ disposals: Disposals) throws -> DisposalTerms {
        switch target {
        case .counselingCase(let id):
            guard let (body, profile) = try disposals.opened(OpaqueID(id)),
                case .due(let period, _) = try disposals.standing(body, profile, now: now)
            else { throw RoomError.denied(rule: .notDue) }
            return DisposalTerms(
                period, try disposals.record(OpaqueID(id), in: OpaqueID(body.client)), try disposals.schedule())
        case .client(let id):
            guard let client = try disposals.openedFile(id), try disposals.casesLeft(in: OpaqueID(id)).isEmpty else {
                throw RoomError.denied(rule: .notDue)
            }
            let (standing, record, _, _) = try disposals.standing(of: client, now: now)
            guard case .due(let period, _) = standing else { throw RoomError.denied(rule: .notDue) }
            return DisposalTerms(period, record, try disposals.schedule())
        }
    }
}

extension Visit where P == ApprovingDisposal {
    /// The second signature; with it the rows go, in this transaction.
    /// - Parameter seen: the proposal that was shown
    public func approve(_ seen: String?) throws -> DisposalEntry {
        guard let target = DisposalTarget(subject) else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let compartment = target.compartment
        let disposals = Disposals(session: session, reading: transaction.reading)
        guard try disposals.isOne(target), let proposal = try disposals.waiting(of: compartment),
            proposal.kind == target.kind, proposal.id.hex == seen, let time = UInt64(exactly: now.secondsSince1970)
        else { throw RoomError.disposalOutdated }
        let rows = try disposals.going(proposal)
        try disposals.checkLogged(compartment, going: rows)
        let disposal = try session.ring.approve(proposal, time: time, chain: session.chain)
        guard try disposal.covers(rows) else { throw RoomError.disposalOutdated }
        try transaction.put(disposal.row)
        for row in rows { try transaction.remove(row.address) }
        return try disposals.entry(compartment)
    }
}

extension Visit where P == ListingDisposals {
    /// The cases and files of which a hold, a proposal or a disposal stands.
    public func all() throws -> [DisposalEntry] {
        let disposals = Disposals(session: session, reading: reading)
        let compartments = try disposals.compartments()
        let broken = try disposals.broken(among: compartments)
        return try compartments.map { try disposals.entry($0, isBroken: broken.contains($0)) }.filter {
            !$0.holds.isEmpty || $0.proposal != nil || $0.isOutdated || $0.disposal != nil
        }
    }

    public func one(_ target: DisposalTarget) throws -> DisposalEntry {
        try Disposals(session: session, reading: reading).entry(target.compartment)
    }

    /// - Throws: `RoomError.notFound(.disposal)` for what was not disposed of
    public func certificate(_ target: DisposalTarget) throws -> DisposalCertificate {
        let entry = try one(target)
        guard let done = entry.disposal else { throw RoomError.notFound(.disposal) }
        guard let removed = try Disposals(session: session, reading: reading).removed(with: target.compartment) else {
            throw RoomError.altered
        }
        let place = removed.place
        // Until its private notes went, a backup held something of the case.
        var last = place
        var notes: [PrivateNotesAfter] = []
        if case .counselingCase = target {
            let after = PrivateDisposals(session: session, reading: reading)
            notes = try after.account(of: target.compartment, holders: removed.holders)
            last = try after.place(of: after.done(of: target.compartment)) ?? place
        }
        let backups = try BackupCatalogue(session: session, reading: reading).all().filter { backup in
            let line = backup.line
            let isBefore = (line.epoch, line.entries) <= (Int(last.epoch), Int(clamping: last.position))
            return isBefore && line.expires.map { $0 > now } ?? true
        }
        return DisposalCertificate(
            entry: entry, done: done, place: place.name, practice: session.chain.practice.hex, backups: backups,
            privateNotes: notes)
    }
}
