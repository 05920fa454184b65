public import Counseling
import RecordStore
import Vault

public enum ListingHandover: LookingPurpose { public static let action = Action.listHandover }
public enum HandingOverCase: ChangingPurpose { public static let action = Action.handOverCase }

/// A case of somebody who leaves.
public struct HandoverCase: Sendable {
    public let id: Identifier<CounselingCase>
    public let client: Identifier<Client>
    /// nil where the client's file is not open to who looks.
    public let state: CaseState?
    /// Other counselors to whom it is given, and who have its key.
    public let remaining: [Identifier<Person>]
    /// Whether it has a key yet: without one a director gives it to somebody else.
    public let hasKey: Bool
    /// One's own notes in it that are not signed, if it is the leaver who looks.
    public let unsigned: [Identifier<SessionNote>]
    /// Disclosures of it that the leaver was to give and that are not over, as far as who looks has a part in them.
    public let toDisclose: [Identifier<DisclosureThread>]
}

/// What somebody leaves behind beside their cases, as far as who looks can see it.
public struct Leftovers: Sendable {
    /// Their appointments from now on.
    public let appointments: [Identifier<Appointment>]
    /// How many appointments of the clients of theirs are not as they should be; any of them may be theirs.
    public let unreadableAppointments: Int
    /// Crisis flags of their clients that are not resolved.
    public let flags: [Identifier<CrisisFlag>]
    /// Supervision agreements in force.
    public let agreements: [(id: Identifier<SupervisionAgreement>, with: StaffMember?)]
    /// Reviews in which they have a part and that are not finished.
    public let reviews: [Identifier<ReviewThread>]
    /// Disclosures that they asked for or were to give, and that are not over, among those in which who looks has a part.
    public let disclosures: [Identifier<DisclosureThread>]
    /// Notes that wait for their co-signature, if it is the leaver who looks.
    public let toCosign: [Identifier<SessionNote>]
    /// Roles of theirs that decide about keys and that others may have to take.
    public let offices: Set<Role>
    /// Those of them that nobody else has.
    public let soleOffices: Set<Role>
}

extension Visit where P == ListingHandover {
    /// The cases given to the visit's person, closed ones too: what was written in them must stay readable.
    public func cases() throws -> [HandoverCase] {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        let handover = Handover(session: session, reading: reading)
        let disclosures = try handover.disclosures(of: OpaqueID(person))
        return try handover.cases(of: OpaqueID(person)).map {
            try handover.entry($0, leaver: OpaqueID(person), disclosures)
        }
    }

    public func leftovers() throws -> Leftovers {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        return try Handover(session: session, reading: reading).leftovers(of: OpaqueID(person), at: now)
    }
}

extension Visit where P == HandingOverCase {
    /// Gives the visit's case to its successor and takes it from the leaver, in one act: the successor is granted its key and
    /// that of the client's file, and whoever writes there next makes new ones that the leaver never had.
    public func handOver() throws {
        guard case .handover(let id, let leaver, let successor) = subject else {
            throw RoomError.notFound(.counselingCase)
        }
        try Handover(session: session, reading: reading).handOver(
            OpaqueID(id), from: OpaqueID(leaver), to: OpaqueID(successor), in: try writing())
    }
}

/// The cases of somebody who leaves.
struct Handover {
    let session: RoomSession
    let reading: any StoreReading

    private var records: Records { Records(session: session, reading: reading) }
    private var compartments: Compartments { Compartments(session: session) }

    // MARK: whose cases

    /// Whether a compartment began with a record in a client's file. Nothing is opened.
    func isCase(_ compartment: OpaqueID) throws -> Bool {
        guard let file = try records.home(of: compartment), file != compartment,
            FixedCompartment.named(file, in: session.chain.practice) == nil
        else { return false }
        return try records.home(of: file) == file
    }

    /// The cases given to somebody now. Anybody may assign themself to an identifier that is no case, such as an
    /// appointment's: what opens and is none is left out.
    func cases(of person: OpaqueID) throws -> [OpaqueID] {
        var seen: Set<OpaqueID> = []
        var result: [OpaqueID] = []
        for row in try reading.rows(.assignment, target: person) where seen.insert(row.scope).inserted {
            guard try isCase(row.scope), let history = try? compartments.history(of: row.scope, reading: reading),
                history.assigned.contains(.person(person)), try isNamedCase(row.scope)
            else { continue }
            result.append(row.scope)
        }
        return result
    }

    private func isNamedCase(_ compartment: OpaqueID) throws -> Bool {
        guard let file = try records.compartment(of: compartment), let head = try records.newest(compartment),
            let current = try compartments.open(file, reading: reading).current,
            session.ring.holds(file, generation: current.generation)
        else { return true }
        return try session.sealer.open(head.row).kind == Records.Kind.counselingCase.rawValue
    }

    private func body(_ compartment: OpaqueID) throws -> CounselingCase? {
        guard let file = try records.compartment(of: compartment),
            let current = try compartments.open(file, reading: reading).current,
            session.ring.holds(file, generation: current.generation)
        else { return nil }
        do { return try records.counselingCase(compartment).body } catch RoomError.notFound { return nil }
    }

    /// Who answers for a case once this person is gone: active counselors to whom it is given and whose key to it stands.
    func remaining(_ compartment: OpaqueID, without person: OpaqueID) throws -> [OpaqueID] {
        let history = try compartments.history(of: compartment, reading: reading)
        let source = StoredCompartments(reading: reading)
        return try compartments.holders(of: history).compactMap { holder -> OpaqueID? in
            guard case .person(let other) = holder, other != person,
                session.chain.members[other]?.holds([.counselor, .trainee]) == true
            else { return nil }
            guard let current = history.current else { return other }
            return try Holding(history, source: source, chain: session.chain)
                .isHeld(Int(current.generation), by: other) ? other : nil
        }
    }

    /// - Parameter position: only what others gave the person since the chain stood there; nil for everything. Who leaves
    ///   could else keep a custodian, who does not open clients' files, from confirming it, by naming themself somewhere
    /// - Throws: `RoomError.casesLeft`
    func requireNothingLeft(of person: OpaqueID, givenSince position: UInt32? = nil) throws {
        let left = try cases(of: person).filter { compartment in
            guard try remaining(compartment, without: person).isEmpty else { return false }
            guard let position else { return true }
            return try compartments.history(of: compartment, reading: reading).assignments.contains {
                $0.member == .person(person) && $0.signer != person && $0.chainHead.position >= position
            }
        }
        guard left.isEmpty else { throw RoomError.casesLeft(left.sorted().map { Identifier($0) }) }
    }

    func entry(
        _ compartment: OpaqueID, leaver: OpaqueID, _ toDisclose: [(thread: OpaqueID, disclosure: Disclosure)]
    ) throws -> HandoverCase {
        let history = try compartments.history(of: compartment, reading: reading)
        return try HandoverCase(
            id: Identifier(compartment), client: Identifier(records.compartment(of: compartment) ?? .none),
            state: body(compartment)?.state,
            remaining: remaining(compartment, without: leaver).map { Identifier($0) },
            hasKey: history.current != nil, unsigned: leaver == session.me ? unsigned(in: compartment) : [],
            toDisclose: toDisclose.filter {
                OpaqueID($0.disclosure.caseID) == compartment && OpaqueID($0.disclosure.counselor) == leaver
            }.map { Identifier($0.thread) })
    }

    private func unsigned(in compartment: OpaqueID) throws -> [Identifier<SessionNote>] {
        let history = try compartments.open(compartment, reading: reading, depth: .links)
        guard let current = history.current, session.ring.holds(compartment, generation: current.generation) else {
            return []
        }
        return try records.all(in: compartment)
            .filter { $0.kind == Records.Kind.note.rawValue && $0.author == session.me }
            .compactMap { record in
                try NoteBody(body: record.body).state == .draft ? Identifier(record.header.record) : nil
            }
    }

    // MARK: handing over

    func handOver(
        _ compartment: OpaqueID, from leaver: OpaqueID, to successor: OpaqueID, in transaction: RoomTransaction
    ) throws {
        guard let file = try records.compartment(of: compartment) else { throw RoomError.notFound(.counselingCase) }
        try compartments.prepareToWrite(file, in: transaction)
        if try compartments.history(of: compartment, reading: reading).current != nil {
            try compartments.prepareToWrite(inCase: compartment, in: transaction)
        }
        try compartments.assign(.person(successor), to: file, in: transaction)
        try compartments.assign(.person(successor), to: compartment, in: transaction)
        guard let newest = try records.checkedHistory(of: compartment).last,
            newest.kind == Records.Kind.counselingCase.rawValue
        else { throw RoomError.notFound(.counselingCase) }
        try records.write(
            CounselingCase(body: newest.body).handed(to: Identifier(successor)), .counselingCase, record: compartment,
            in: file, to: transaction)
        try dismiss(leaver, from: compartment, in: transaction)
        // Another case of the same client keeps the leaver in the file.
        let others = try cases(of: leaver).contains { try $0 != compartment && records.compartment(of: $0) == file }
        if !others { try dismiss(leaver, from: file, in: transaction) }
    }

    /// Puts somebody out, and marks the key that they have as outlived: who stays makes the next.
    func dismiss(_ person: OpaqueID, from compartment: OpaqueID, in transaction: RoomTransaction) throws {
        let history = try compartments.history(of: compartment, reading: reading)
        guard history.assigned.contains(.person(person)) else { return }
        try transaction.put(
            try session.ring.assign(.person(person), assigned: false, to: history, chain: session.chain).row)
        guard let current = history.current else {
            try transaction.remove(OwedMark(compartment: compartment, member: person).row.address)
            return
        }
        let mark = try session.ring.staleMark(
            compartment, generation: current.generation, removed: person, chain: session.chain)
        if try reading.row(mark.row.address) == nil { try transaction.put(mark.row) }
    }
}

// What is left beside the cases.
extension Handover {
    func leftovers(of person: OpaqueID, at now: UTCTime) throws -> Leftovers {
        let clients = Set(try cases(of: person).compactMap { try records.compartment(of: $0) }).sorted()
        let member = session.chain.members[person]
        let offices: Set<Role> = [.director, .custodian, .committeeMember, .auditor, .supervisor, .frontDesk]
        let own = (member?.effect == .active ? member?.duties?.roles ?? [] : []).intersection(offices)
        let agreements = try Agreements(session: session, reading: reading).all().filter {
            $0.body(at: now).isInForce(at: now) && ($0.trainee == person || $0.supervisor == person)
        }
        let appointments = try appointments(of: person, clients: clients, at: now)
        return try Leftovers(
            appointments: appointments.found, unreadableAppointments: appointments.unreadable,
            flags: flags(of: clients),
            agreements: agreements.map { agreement in
                let other = agreement.trainee == person ? agreement.supervisor : agreement.trainee
                return (Identifier(agreement.id), try session.staff(Identifier(other)))
            },
            reviews: reviews(of: person), disclosures: disclosures(of: person).map { Identifier($0.thread) },
            toCosign: person == session.me
                ? Submissions(session: session, reading: reading).waiting(at: now).map { $0.event.what.note } : [],
            offices: own,
            soleOffices: own.filter { role in
                !session.chain.active(with: Duties([role])).contains { $0.id != person }
            })
    }

    /// A client whose file was handed over already may still have one with who left.
    private func appointments(
        of person: OpaqueID, clients: [OpaqueID], at now: UTCTime
    ) throws -> (found: [Identifier<Appointment>], unreadable: Int) {
        var files = Set(clients)
        for row in try reading.rows(.assignment, target: person)
        where try records.home(of: row.scope) == row.scope {
            files.insert(row.scope)
        }
        let book = AppointmentBook(session: session, reading: reading)
        var (result, unreadable): ([Identifier<Appointment>], Int) = ([], 0)
        for file in files.sorted() where try book.holds(file: file) {
            let all = try book.all(of: Identifier(file))
            unreadable += all.unreadable
            result += all.found.map(\.appointment).filter { appointment in
                OpaqueID(appointment.counselor) == person && appointment.end > now
                    && [.requested, .confirmed, .arrived].contains(appointment.state)
            }.map(\.id)
        }
        return (result, unreadable)
    }

    private func flags(of clients: [OpaqueID]) throws -> [Identifier<CrisisFlag>] {
        try CrisisFlags(session: session, reading: reading).flags().filter { flag in
            flag.state != .resolved && flag.client.map { clients.contains(OpaqueID($0)) } == true
        }.map(\.id)
    }

    /// Nobody can give for somebody else what they were asked for.
    func disclosures(of person: OpaqueID) throws -> [(thread: OpaqueID, disclosure: Disclosure)] {
        try DisclosureDesk(session: session, reading: reading).mine().filter { _, disclosure in
            !disclosure.state.isOver
                && [disclosure.requester, disclosure.counselor].contains { OpaqueID($0) == person }
        }.sorted { $0.thread < $1.thread }
    }

    private func reviews(of person: OpaqueID) throws -> [Identifier<ReviewThread>] {
        try ReviewDesk(session: session, reading: reading).mine().filter { _, review in
            review.state != .finished && review.state != .declined
                && [review.requester, review.counselor, review.reviewer].contains { OpaqueID($0) == person }
        }.map { Identifier($0.thread) }
    }
}
