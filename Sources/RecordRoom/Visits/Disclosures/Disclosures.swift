public import Counseling
import Cryptography
import RecordStore
import Vault

public enum RequestingDisclosure: ChangingPurpose { public static let action = Action.requestDisclosure }
public enum ListingDisclosures: LookingPurpose { public static let action = Action.listDisclosures }
public enum ReadingDisclosure: LookingPurpose { public static let action = Action.readDisclosure }
public enum PreparingDisclosure: ChangingPurpose { public static let action = Action.prepareDisclosure }
public enum ApprovingDisclosure: ChangingPurpose { public static let action = Action.approveDisclosure }
public enum RefusingDisclosure: ChangingPurpose { public static let action = Action.refuseDisclosure }
public enum WithdrawingDisclosure: ChangingPurpose { public static let action = Action.withdrawDisclosure }

/// A disclosure as its people see it.
public struct DisclosureEntry: Sendable {
    public let id: Identifier<DisclosureThread>
    public let disclosure: Disclosure
    public let requester: StaffMember?
    public let counselor: StaffMember?
    public let approver: StaffMember?
    /// Exactly what would leave: for the counselor, whose keys alone open it.
    public let content: DisclosureContent?
    /// Whether this person may open that: who is to give it, and counsels the case still.
    public let mayOpen: Bool
    /// Who counsels the case now, where whoever was to give it does no more and so nobody can give it as it stands; empty where
    /// nobody does. nil where they do, or where it is over.
    public let successors: [StaffMember]?
    /// Whether who asked for it is there to take it back.
    public let isRequesterThere: Bool
}

extension Visit where P == RequestingDisclosure {
    /// Asks that something of the visit's case be disclosed.
    /// - Parameter records: those named; none where the counselor is to name them
    public func request(
        _ form: DisclosureForm, basis: ReleaseBasis, records named: [Identifier<DisclosedRecord>]
    ) throws -> Identifier<DisclosureThread> {
        guard case .newDisclosure(let id) = subject, let file = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.counselingCase)
        }
        let transaction = try writing()
        try compartments.open(file, reading: reading)
        let (body, _) = try records.counselingCase(OpaqueID(id))
        guard
            try compartments.history(of: OpaqueID(id), reading: reading).assigned
                .contains(.person(OpaqueID(body.counselor)))
        else { throw RoomError.notFound(.counselingCase) }
        for record in named {
            let scope = try records.compartment(of: OpaqueID(record))
            guard scope == OpaqueID(id) || scope == file else { throw RoomError.notFound(.note) }
        }
        var event = DisclosureEvent(.requested)
        event.client = Identifier(file)
        event.caseID = id
        event.counselor = body.counselor
        event.basis = basis
        event.recipient = form.recipient
        event.purpose = form.purpose
        event.grounds = form.grounds
        event.records = named
        let threads = Threads(session: session, reading: reading)
        let counselor = OpaqueID(body.counselor)
        let people =
            [session.me, counselor]
            + DisclosureDesk.approvers(session.chain, requester: session.me, counselors: [counselor])
        let thread = try threads.open(to: Array(Set(people)).sorted(), in: transaction)
        try threads.add(event, .disclosureEvent, to: thread, after: 0, at: now, in: transaction)
        return Identifier(thread)
    }
}

extension Visit where P: ChangingPurpose {
    /// Adds a step to the visit's disclosure.
    @discardableResult
    func addDisclosureStep(
        _ event: (DisclosureDesk, Disclosure, OpaqueID) throws -> DisclosureEvent
    ) throws -> Disclosure {
        guard case .disclosure(let id, _) = subject else { throw RoomError.notFound(.disclosure) }
        let desk = DisclosureDesk(session: session, reading: reading)
        guard let disclosure = try desk.disclosure(OpaqueID(id)) else { throw RoomError.notFound(.disclosure) }
        let made = try event(desk, disclosure, OpaqueID(id))
        _ = try disclosure.state.advance(made.step)
        guard disclosure.mayMake(made.step, Identifier(session.me)) else { throw CounselingError.refusedStep }
        try Threads(session: session, reading: reading).add(
            made, .disclosureEvent, to: OpaqueID(id), after: disclosure.events, at: now, in: try writing())
        return disclosure
    }
}

extension Visit where P == PreparingDisclosure {
    /// Fixes what exactly would leave. Whatever was approved before falls.
    /// - Parameters:
    ///   - named: none for those that the request names
    ///   - passages: left out of what notes and addenda say
    public func prepare(
        _ named: [Identifier<DisclosedRecord>], leavingOut passages: [String]
    ) throws -> DisclosureContent {
        guard case .disclosure(_, of: _?) = subject else { throw RoomError.notFound(.disclosure) }
        var made: DisclosureContent?
        try addDisclosureStep { desk, disclosure, thread in
            let wanted = named.isEmpty ? disclosure.records : named
            guard !wanted.isEmpty else { throw CounselingError.field("records", .missing) }
            guard disclosure.records.isEmpty || Set(wanted).isSubset(of: disclosure.records) else {
                throw RoomError.notFound(.note)
            }
            var seen: Set<OpaqueID> = []
            let records = wanted.map { OpaqueID($0) }.filter { seen.insert($0).inserted }
            let (content, items) = try desk.content(of: records, for: disclosure, leavingOut: passages)
            let salt = try OpaqueID.random().hex + OpaqueID.random().hex
            var event = DisclosureEvent(.prepared)
            event.items = items
            event.digest = try DisclosureDesk.digest(of: content, salt: salt)
            event.terms = try desk.letter(DisclosureTerms(salt: salt, passages: passages), in: thread)
            event.leftOut = passages.count
            made = content
            return event
        }
        guard let made else { throw RoomError.notFound(.disclosure) }
        return made
    }
}

extension Visit where P == ApprovingDisclosure {
    /// Agrees that exactly what was prepared leaves.
    /// - Parameter seen: the digest of what was shown; what was prepared anew since is not agreed to
    public func approve(_ seen: String) throws {
        try addDisclosureStep { _, disclosure, _ in
            // What was never prepared, or is over, is out of turn; that is no change by somebody else.
            _ = try disclosure.state.advance(.approved)
            guard disclosure.prepared?.digest == seen else { throw RoomError.changedMeanwhile }
            var event = DisclosureEvent(.approved)
            event.digest = seen
            return event
        }
    }
}

extension Visit where P == RefusingDisclosure {
    /// Refuses it. For harm that is a proposal, which another person confirms by refusing too.
    /// - Returns: whether it is refused now
    public func refuse(_ reason: DisclosureRefusal) throws -> Bool {
        var isDone = false
        try addDisclosureStep { _, disclosure, _ in
            // Whatever the second person gives as a reason, it is the refusal for harm that they confirm.
            let isSecond = disclosure.state == .refusing
            isDone = isSecond || reason != .harm
            var event = DisclosureEvent(isDone ? .refused : .refusalProposed)
            event.reason = isSecond ? .harm : reason
            return event
        }
        return isDone
    }

    /// Does not agree to a refusal that another person proposed.
    public func lift() throws { try addDisclosureStep { _, _, _ in DisclosureEvent(.refusalLifted) } }
}

extension Visit where P == WithdrawingDisclosure {
    /// Takes the request back.
    public func withdraw() throws { try addDisclosureStep { _, _, _ in DisclosureEvent(.withdrawn) } }
}

extension Visit where P: LookingPurpose {
    fileprivate func ownDisclosures() throws -> [DisclosureEntry] {
        try DisclosureDesk(session: session, reading: reading).mine().map {
            try entry($0.thread, $0.disclosure, nil)
        }.sorted { ($0.disclosure.requested, $0.id.hex) < ($1.disclosure.requested, $1.id.hex) }
    }

    fileprivate func entry(_ thread: OpaqueID, _ disclosure: Disclosure, _ content: DisclosureContent?) throws
        -> DisclosureEntry
    {
        let desk = DisclosureDesk(session: session, reading: reading)
        return DisclosureEntry(
            id: Identifier(thread), disclosure: disclosure, requester: try session.staff(disclosure.requester),
            counselor: try session.staff(disclosure.counselor),
            approver: try disclosure.approval.flatMap { try session.staff($0.by) }, content: content,
            mayOpen: try desk.isOpen(disclosure, to: session.me), successors: try desk.successors(of: disclosure),
            isRequesterThere: session.chain.members[OpaqueID(disclosure.requester)]?.effect == .active)
    }
}

extension Visit where P == ListingDisclosures {
    /// Every disclosure in which this identity has a part, the oldest first.
    public func disclosures() throws -> [DisclosureEntry] { try ownDisclosures() }

    /// How many disclosures somebody spoiled, and how many threads there are of which nobody can tell what they are.
    public func unread() throws -> (spoiled: Int, unknown: Int) {
        (
            try DisclosureDesk(session: session, reading: reading).spoiled(),
            try Threads(session: session, reading: reading).unknown()
        )
    }
}

extension Visit where P == ReadingStatus {
    /// The same, for what waits.
    public func disclosures() throws -> [DisclosureEntry] { try ownDisclosures() }
}

extension Visit where P == ReadingDisclosure {
    /// The visit's disclosure; for the counselor, where the visit says the case, with what exactly would leave.
    public func disclosure() throws -> DisclosureEntry {
        guard case .disclosure(let id, let caseID) = subject else { throw RoomError.notFound(.disclosure) }
        let desk = DisclosureDesk(session: session, reading: reading)
        guard let disclosure = try desk.disclosure(OpaqueID(id)), caseID == nil || caseID == disclosure.caseID else {
            throw RoomError.notFound(.disclosure)
        }
        let isOpen = try caseID != nil && desk.isOpen(disclosure, to: session.me)
        return try entry(OpaqueID(id), disclosure, isOpen ? desk.prepared(disclosure, in: OpaqueID(id)) : nil)
    }
}

extension RecordRoom {
    /// The disclosures that a typed prefix may mean. Only identifiers are looked at, and no thread tells there what it is of.
    public func disclosures(matching prefix: String) throws(RoomError) -> [Identifier<DisclosureThread>] {
        try reviews(matching: prefix).map { Identifier(OpaqueID($0)) }
    }
}
