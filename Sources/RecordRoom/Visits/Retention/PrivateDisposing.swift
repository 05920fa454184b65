public import Counseling
import RecordStore
import Vault

public enum ProposingPrivateDisposal: ChangingPurpose { public static let action = Action.proposePrivateDisposal }
public enum ApprovingPrivateDisposal: ChangingPurpose { public static let action = Action.approvePrivateDisposal }

/// Somebody's private notes about a case that was disposed of: what they said of them, and what became of it. No content.
public struct PrivateNotesAfter: Sendable {
    /// 32 hexadecimal digits; empty where nothing was said.
    public let id: String
    public let author: Identifier<Person>
    public let member: StaffMember?
    /// Whether the author works here still.
    public let isActive: Bool
    public let standing: Standing
    /// How many notes were named, and rows of them.
    public let notes: Int
    public let rows: Int
    public let at: UTCTime?
    public let approvedBy: StaffMember?

    public enum Standing: String, Sendable {
        /// They went.
        case removed
        /// Their author named them; a second person is to sign.
        case waits
        /// Their author named them, and wrote in them since: they are to be named again.
        case outdated
        /// Their author says that there are none.
        case none
        /// Nobody keeps anything under a key of theirs alone: there are none.
        case keepsNone = "keeps-none"
        /// They keep private notes, and did not say whether any are about the case.
        case silent
    }
}

extension PrivateDisposals {
    func entry(_ proposal: PrivateDisposalProposal, _ standing: PrivateNotesAfter.Standing) throws -> PrivateNotesAfter
    {
        try entry(of: proposal.signer, standing, proposal)
    }

    private func entry(
        of author: OpaqueID, _ standing: PrivateNotesAfter.Standing, _ proposal: PrivateDisposalProposal? = nil,
        done: PrivateDisposal? = nil
    ) throws -> PrivateNotesAfter {
        let seconds = done?.time ?? proposal?.time
        return PrivateNotesAfter(
            id: proposal?.id.hex ?? "", author: Identifier(author), member: try session.staff(Identifier(author)),
            isActive: session.chain.members[author]?.effect == .active, standing: standing,
            notes: proposal?.notes.count ?? 0, rows: Int(proposal?.count ?? 0),
            at: seconds.flatMap { Int64(exactly: $0) }.flatMap { try? UTCTime(secondsSince1970: $0) },
            approvedBy: try done.flatMap { try session.staff(Identifier($0.approver)) })
    }

    /// What is known of private notes about a case, by author: what went and what waits, and of whoever else had the case's key
    /// whether they keep any.
    /// - Parameter holders: who had the key, as the entry says that the case went with
    func account(of caseID: OpaqueID, holders: Set<OpaqueID>) throws -> [PrivateNotesAfter] {
        let gone = try done(of: caseID)
        var result = try gone.map { try entry(of: $0.proposal.signer, .removed, $0.proposal, done: $0) }
        result += try waiting(of: caseID).map { try entry($0, .waits) }
        var told = Set(result.map(\.author))
        for said in try proposals(of: caseID).reversed() where !told.contains(Identifier(said.signer)) {
            // What is named in a compartment that is not the author's own alone says nothing.
            guard try said.notes.isEmpty || isOwn(said.compartment, of: said.signer) else { continue }
            told.insert(Identifier(said.signer))
            result.append(try entry(said, said.notes.isEmpty ? .none : .outdated))
        }
        for person in holders.sorted()
        where session.chain.members[person] != nil && told.insert(Identifier(person)).inserted {
            result.append(try entry(of: person, try keepsNotes(person) ? .silent : .keepsNone))
        }
        return result
    }
}

extension Visit where P == ProposingPrivateDisposal {
    /// Names this person's private notes about the visit's case, which was disposed of, so that they go too; or says that there are
    /// none. What was said already stands.
    public func propose() throws -> [PrivateNotesAfter] {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let after = PrivateDisposals(session: session, reading: transaction.reading)
        let caseID = OpaqueID(id)
        guard let disposal = try after.disposal(of: caseID), let time = UInt64(exactly: now.secondsSince1970) else {
            throw RoomError.denied(rule: .notDue)
        }
        let notes = try PrivateNotes(session: session, reading: transaction.reading).about(id)
        let waiting = try after.waiting(of: caseID).filter { $0.signer == session.me }
        for (compartment, ids) in notes.sorted(by: { $0.key < $1.key }) {
            guard let rows = try after.rows(of: ids, in: compartment) else { throw RoomError.altered }
            if waiting.contains(where: { $0.compartment == compartment && $0.notes == ids.sorted() }) { continue }
            let proposal = try session.ring.proposal(
                try OpaqueID.random(), after: disposal, in: compartment, rows: rows, time: time, chain: session.chain)
            try transaction.put(proposal.row)
        }
        let isSaid =
            try after.done(of: caseID).contains { $0.proposal.signer == session.me }
            || after.proposals(of: caseID).contains { $0.signer == session.me && $0.notes.isEmpty }
        if notes.isEmpty, !isSaid {
            let none = try session.ring.proposal(
                try OpaqueID.random(), after: disposal, in: .none, rows: [], time: time, chain: session.chain)
            try transaction.put(none.row)
        }
        return try after.account(of: caseID, holders: []).filter { OpaqueID($0.author) == session.me }
    }
}

extension Visit where P == ApprovingPrivateDisposal {
    /// The second signature under what an author said; with it their notes go, in this transaction. Whoever signs cannot read
    /// them, and need not: they see that the notes lie where nobody but the author was ever let in.
    /// - Parameter seen: the proposal that was shown, 32 hexadecimal digits
    public func approve(_ seen: String) throws -> PrivateNotesAfter {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let after = PrivateDisposals(session: session, reading: transaction.reading)
        guard let proposal = try after.waiting(of: OpaqueID(id)).first(where: { $0.id.hex == seen }),
            proposal.signer != session.me, let going = try after.going(proposal),
            try after.isLogged(proposal, going: going), let time = UInt64(exactly: now.secondsSince1970)
        else { throw RoomError.disposalOutdated }
        let disposal = try session.ring.approve(proposal, time: time, chain: session.chain)
        guard try disposal.covers(going) else { throw RoomError.disposalOutdated }
        try transaction.put(disposal.row)
        for row in going { try transaction.remove(row.address) }
        let told = try after.account(of: OpaqueID(id), holders: []).first { $0.id == seen }
        guard let told else { throw RoomError.disposalOutdated }
        return told
    }
}

extension Visit where P == ReadingStatus {
    /// Cases that were disposed of and about which this person keeps private notes that wait for nobody's signature: 32 hexadecimal
    /// digits each.
    public func privateNotesLeft() throws -> [Identifier<CounselingCase>] {
        let disposed = try reading.rows(.disposal, prefix: [DisposalKey.Step.disposal.rawValue], limit: 1)
        guard !disposed.isEmpty else { return [] }
        let after = PrivateDisposals(session: session, reading: reading)
        // What somebody spoiled takes nothing else away; lists of notes name it.
        let found = try unlessSpoiled { try PrivateNotes(session: session, reading: reading).all() }
        let notes = found ?? []
        return try Set(notes.map(\.body.caseID)).sorted { $0.hex < $1.hex }.filter { id in
            guard try after.isDisposedCase(OpaqueID(id)) else { return false }
            let named = Set(try after.waiting(of: OpaqueID(id)).filter { $0.signer == session.me }.flatMap(\.notes))
            return notes.contains { $0.body.caseID == id && !named.contains(OpaqueID($0.id)) }
        }
    }
}

extension RecordRoom {
    /// What this person's program says of its own accord: of cases that went since it was here last, and of which this person had
    /// the key, which private notes of theirs were about them. With the clock behind it waits.
    /// - Returns: what was named
    public func proposePrivateDisposals() throws(RoomError) -> [(case: Identifier<CounselingCase>, notes: Int)] {
        let cases = session.disposedSince
        session.disposedSince = []
        var result: [(case: Identifier<CounselingCase>, notes: Int)] = []
        for id in cases {
            let keeps = try translating {
                try session.store.read { try !PrivateNotes(session: session, reading: $0).candidates().isEmpty }
            }
            guard keeps else { continue }
            let said = try visit(for: ProposingPrivateDisposal.self, about: .counselingCase(Identifier(id))) {
                try $0.propose()
            }
            let count = said.filter { $0.standing == .waits }.reduce(0) { $0 + $1.notes }
            if count > 0 { result.append((Identifier(id), count)) }
        }
        return result
    }
}
