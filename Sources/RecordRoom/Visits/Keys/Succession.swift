public import Counseling
import RecordStore
import Vault

public enum NamingSuccessor: ChangingPurpose { public static let action = Action.nameSuccessor }
public enum ListingSuccessions: LookingPurpose { public static let action = Action.listSuccessions }
public enum ApprovingSuccession: ChangingPurpose { public static let action = Action.approveSuccession }
public enum ReleasingSuccessionShare: ChangingPurpose { public static let action = Action.releaseSuccessionShare }
public enum FinishingSuccession: ChangingPurpose { public static let action = Action.finishSuccession }
public enum WithdrawingSuccession: ChangingPurpose { public static let action = Action.withdrawSuccession }

/// A hand-over without the leaver, as everyone on the staff may see it: who, to whom, which case, who approved.
public struct SuccessionEntry: Sendable {
    public let id: Identifier<Succession>
    public let caseID: Identifier<CounselingCase>
    public let leaver: Identifier<Person>
    public let leaverMember: StaffMember?
    public let successor: Identifier<Person>
    public let successorMember: StaffMember?
    /// Of the keys to which shares are sealed: six places in the word list.
    public let fingerprint: [Int]
    public let approved: Set<Identifier<Person>>
    public let released: Set<Identifier<Person>>
    /// How many shares make the key.
    public let needed: Int
    /// Who can release one.
    public let custodians: Set<Identifier<Person>>
    public let state: State
    /// Whether who looks takes the case over.
    public let isOwn: Bool
    /// Whether who looks can release a share and has not.
    public let isAsked: Bool

    public enum State: String, Sendable {
        /// Not enough shares yet.
        case asked
        /// The successor can take it over.
        case ready
        /// Something is not any more as it was: it gives nobody anything.
        case void
    }
}

/// What taking a case over brought.
public struct TakenOver: Sendable {
    public let caseID: Identifier<CounselingCase>
    /// Whose shares were wrong.
    public let wrong: [Identifier<Person>]
    /// Notes in it that somebody else wrote and did not sign. Only they could; they stay as they are.
    public let unsigned: [Identifier<SessionNote>]
}

extension Successions {
    func entry(_ standing: Standing) throws -> SuccessionEntry {
        let request = standing.request
        let people = { (ids: [OpaqueID]) in Set(ids.map { Identifier<Person>($0) }) }
        let able = able(standing.shareSet, from: request.leaver, to: request.recipient)
        let state: SuccessionEntry.State =
            !standing.isFounded ? .void : standing.releases.count >= Int(request.threshold) ? .ready : .asked
        return SuccessionEntry(
            id: Identifier(request.id), caseID: Identifier(request.compartment), leaver: Identifier(request.leaver),
            leaverMember: try session.staff(Identifier(request.leaver)), successor: Identifier(request.recipient),
            successorMember: try session.staff(Identifier(request.recipient)),
            fingerprint: try session.chain.members[request.recipient]?.keys.fingerprint() ?? [],
            approved: people(Array(standing.approvals.keys)), released: people(Array(standing.releases.keys)),
            needed: Int(request.threshold), custodians: people(able), state: state,
            isOwn: request.recipient == session.me,
            isAsked: state != .void && able.contains(session.me) && standing.releases[session.me] == nil)
    }
}

extension Visit where P == ListingSuccessions {
    /// Those that wait: a director and a custodian see all, everyone else their own.
    public func all() throws -> [SuccessionEntry] {
        let successions = Successions(session: session, reading: reading)
        let seesAll = session.chain.members[session.me]?.holds([.director, .custodian]) == true
        return try successions.all().filter { $0.isOpen && (seesAll || $0.request.recipient == session.me) }
            .map { try successions.entry($0) }.sorted { ($0.caseID.hex, $0.id.hex) < ($1.caseID.hex, $1.id.hex) }
    }
}

extension RecordRoom {
    /// How many wait for this person: to be approved, to be taken over. Rows that stand in clear tell it; where there are none, no
    /// entry is made.
    public func waitingSuccessions() throws(RoomError) -> (toApprove: [SuccessionEntry], toFinish: [SuccessionEntry]) {
        let concerns = try translating {
            guard session.chain.members[session.me]?.effect == .active else { return false }
            return try session.store.read { reading in
                let successions = Successions(session: session, reading: reading)
                return try successions.all().contains { standing in
                    let entry = try successions.entry(standing)
                    return entry.isAsked || (entry.isOwn && entry.state == .ready)
                }
            }
        }
        guard concerns else { return ([], []) }
        let all = try visit(for: ListingSuccessions.self, about: .practice) { try $0.all() }
        return (all.filter(\.isAsked), all.filter { $0.isOwn && $0.state == .ready })
    }

    /// Those that a typed prefix may mean. Only identifiers are looked at.
    public func successions(matching prefix: String) throws(RoomError) -> [Identifier<Succession>] {
        try translating {
            let typed = try Identifier<Succession>.characters(typed: prefix)
            guard !typed.isEmpty else { throw CounselingError.identifier(.empty) }
            return try session.store.read { reading in
                try reading.rows(.recovery, prefix: Self.wholeBytes(typed), limit: .max).compactMap { row in
                    guard RecoveryKey.kind(row.address.key) == 8,
                        let id = OpaqueID(row.address.key.prefix(OpaqueID.count)),
                        try Identifier<Succession>(id).matches(prefix: typed)
                    else { return nil }
                    return Identifier(id)
                }
            }
        }
    }
}

extension Visit where P == NamingSuccessor {
    /// Asks the custodians to give the visit's case to its successor, and lets them into the client's file. What was asked already
    /// stands; what was asked for another successor is taken back.
    /// - Returns: the request, and whether it was made now
    /// - Throws: `.custodiansMissing` where too few could release a share
    public func name() throws -> (entry: SuccessionEntry, isNew: Bool) {
        guard case .handover(let id, let leaver, let successor) = subject,
            let member = session.chain.members[OpaqueID(successor)]
        else { throw RoomError.notFound(.counselingCase) }
        let compartment = OpaqueID(id)
        let successions = Successions(session: session, reading: reading)
        guard try Glasses(session: session, reading: reading).isCase(compartment),
            let file = try records.compartment(of: compartment)
        else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let open = try successions.all(of: compartment).filter(\.isOpen)
        if let mine = open.first(where: { $0.isFounded && $0.request.recipient == OpaqueID(successor) }) {
            return (try successions.entry(mine), false)
        }
        if let other = open.first { try successions.withdraw(other, in: transaction) }
        let history = try compartments.history(of: compartment, reading: reading)
        guard let current = history.current else { throw RoomError.noKey }
        let shares = try Recoveries(session: session, reading: reading)
            .shareSet(of: history, generation: current.generation)
        let able = successions.able(shares, from: OpaqueID(leaver), to: OpaqueID(successor))
        guard let shares, able.count >= Int(shares.threshold) else {
            throw RoomError.custodiansMissing(id, has: able.count, needs: Int(shares?.threshold ?? 2))
        }
        try compartments.prepareToWrite(file, in: transaction)
        try compartments.assign(.person(OpaqueID(successor)), to: file, in: transaction)
        let made = try session.ring.successionRequest(
            try OpaqueID.random(), of: history, shareSet: shares, from: OpaqueID(leaver), to: member,
            chain: session.chain)
        try transaction.put(made.row)
        return (try successions.entry(try successions.one(made.id)), true)
    }
}

extension Visit where P == ApprovingSuccession {
    /// This custodian's word, before the share is opened. Given already it stands.
    public func approve() throws {
        guard case .succession(let id) = subject else { throw RoomError.notFound(.succession) }
        let standing = try Successions(session: session, reading: reading).one(OpaqueID(id))
        guard let shares = standing.shareSet else { throw RoomError.noShares }
        guard standing.releases[session.me] == nil else { throw RoomError.alreadyReleased }
        guard standing.approvals[session.me] == nil else { return }
        try writing().put(try session.ring.approve(standing.request, shareSet: shares, chain: session.chain).row)
    }
}

extension Visit where P == ReleasingSuccessionShare {
    /// The share, sealed to the successor and to nobody else.
    public func release() throws {
        guard case .succession(let id) = subject else { throw RoomError.notFound(.succession) }
        let standing = try Successions(session: session, reading: reading).one(OpaqueID(id))
        guard let shares = standing.shareSet, let successor = session.chain.members[standing.request.recipient] else {
            throw RoomError.noShares
        }
        guard standing.releases[session.me] == nil else { throw RoomError.alreadyReleased }
        try writing().put(try session.ring.release(standing.request, shareSet: shares, to: successor).row)
    }
}

extension Visit where P == WithdrawingSuccession {
    public func withdraw() throws {
        guard case .succession(let id) = subject else { throw RoomError.notFound(.succession) }
        let successions = Successions(session: session, reading: reading)
        try successions.withdraw(try successions.one(OpaqueID(id)), in: try writing())
    }
}

extension Visit where P == FinishingSuccession {
    /// Puts the case's key together, takes the case over and makes its next key, which nobody who was out ever had: one act, done
    /// or not done.
    public func finish() throws -> TakenOver {
        guard case .succession(let id) = subject else { throw RoomError.notFound(.succession) }
        let standing = try Successions(session: session, reading: reading).one(OpaqueID(id))
        let (request, transaction) = (standing.request, try writing())
        let (has, needs) = (standing.releases.count, Int(request.threshold))
        guard has >= needs else { throw RoomError.sharesMissing(has: has, needs: needs) }
        let releases = standing.releases.sorted { $0.key < $1.key }.map(\.value)
        let wrong = try session.ring.rebuild(
            request, from: releases, threshold: needs, generations: standing.history.generations)
        guard let wrong else { throw RoomError.sharesDisagree(has: has) }
        let handover = Handover(session: session, reading: reading)
        try handover.takeOver(request.compartment, in: transaction)
        return TakenOver(
            caseID: Identifier(request.compartment), wrong: wrong.map { Identifier($0) },
            unsigned: try handover.unsignedByOthers(in: request.compartment))
    }
}

extension Handover {
    /// Takes a case over whose newest key this identity put together.
    func takeOver(_ compartment: OpaqueID, in transaction: RoomTransaction) throws {
        let compartments = Compartments(session: session)
        let records = Records(session: session, reading: reading)
        guard let file = try records.compartment(of: compartment) else { throw RoomError.notFound(.counselingCase) }
        try compartments.prepareToWrite(file, in: transaction)
        let before = try compartments.history(of: compartment, reading: reading)
        if !before.assigned.contains(.person(session.me)) {
            try transaction.put(
                try session.ring.assign(.person(session.me), assigned: true, to: before, chain: session.chain).row)
        }
        let others = before.assigned.compactMap { holder -> OpaqueID? in
            guard case .person(let person) = holder, person != session.me else { return nil }
            return person
        }.sorted()
        for person in others { try dismiss(person, from: compartment, in: transaction) }
        try compartments.makeGeneration(
            of: try compartments.history(of: compartment, reading: reading), in: transaction)
        guard let newest = try records.checkedHistory(of: compartment).last,
            newest.kind == Records.Kind.counselingCase.rawValue
        else { throw RoomError.notFound(.counselingCase) }
        try records.write(
            CounselingCase(body: newest.body).handed(to: Identifier(session.me)), .counselingCase, record: compartment,
            in: file, to: transaction)
        for person in others {
            // Another case of the same client keeps them in the file until that one is handed over too.
            let stays = try cases(of: person).contains { try $0 != compartment && records.compartment(of: $0) == file }
            if !stays { try dismiss(person, from: file, in: transaction) }
        }
    }

    func unsignedByOthers(in compartment: OpaqueID) throws -> [Identifier<SessionNote>] {
        try Records(session: session, reading: reading).all(in: compartment)
            .filter { $0.kind == Records.Kind.note.rawValue && $0.author != session.me }
            .compactMap { record in
                [.signed, .withdrawn].contains(try NoteBody(body: record.body).state)
                    ? nil : Identifier(record.header.record)
            }
    }
}
