public import Counseling
import RecordStore
import Vault

public enum SettingRetention: ChangingPurpose { public static let action = Action.setRetention }
public enum ReviewingArchive: ChangingPurpose { public static let action = Action.reviewArchive }
public enum ListingRetention: LookingPurpose { public static let action = Action.listRetention }
public enum NotingRetention: ChangingPurpose { public static let action = Action.noteRetention }
public enum RequestingDeletion: ChangingPurpose { public static let action = Action.requestDeletion }
public enum PlacingHold: ChangingPurpose { public static let action = Action.placeHold }
public enum ReleasingHold: ChangingPurpose { public static let action = Action.releaseHold }

/// A case with how long it is kept.
public struct RetentionEntry: Sendable {
    public let id: Identifier<CounselingCase>
    public let client: ClientEntry
    public let counselingCase: CounselingCase
    public let standing: RetentionStanding
    public let record: RetentionRecord?
    /// How many legal holds stand. Why, nobody says.
    public let holds: Int
}

extension Visit where P == ListingRetention {
    /// The cases in the client files that this person's keys open, for a counselor their own: the soonest due first.
    public func cases() throws -> [RetentionEntry] {
        let disposals = Disposals(session: session, reading: reading)
        let files = ClientFiles(session: session, reading: reading)
        let keepsDesk = session.chain.members[session.me]?.holds([.frontDesk, .director]) == true
        // What somebody spoiled takes nothing else away; lists of cases name it.
        let result = try files.files().whole.flatMap { file in
            try files.unlessSpoiledFile { try entries(in: file, files, disposals, all: keepsDesk) } ?? []
        }
        func order(_ entry: RetentionEntry) -> (String, String) {
            (entry.standing.period?.keepUntil.text ?? "9999-99", entry.id.hex)
        }
        return result.sorted { order($0) < order($1) }
    }

    private func entries(
        in file: OpaqueID, _ files: ClientFiles, _ disposals: Disposals, all: Bool
    ) throws -> [RetentionEntry] {
        let client = try files.client(Identifier(file), alone: false)
        return try records.all(in: file).filter { $0.kind == Records.Kind.counselingCase.rawValue }.compactMap {
            record in
            let body = try CounselingCase(body: record.body)
            guard body.client == client.id, OpaqueID(body.compartment) == record.header.record else {
                throw RoomError.altered
            }
            guard all || OpaqueID(body.counselor) == session.me else { return nil }
            let id = record.header.record
            return RetentionEntry(
                id: Identifier(id), client: client, counselingCase: body,
                standing: try disposals.standing(body, client.profile, now: now),
                record: try disposals.record(id, in: file), holds: try disposals.holds(on: id).count)
        }
    }

    public func schedule() throws -> RetentionSchedule {
        try Disposals(session: session, reading: reading).schedule()
    }
}

extension RecordRoom {
    /// How long this practice keeps what, which everyone who works here may read.
    public func retentionSchedule() throws(RoomError) -> RetentionSchedule {
        try translating {
            try session.store.read { try Disposals(session: session, reading: $0).schedule() }
        }
    }
}

extension Visit where P == SettingRetention {
    /// Says how long what is kept. The last review of the archive stays what it was.
    public func set(_ schedule: RetentionSchedule) throws -> RetentionSchedule {
        let disposals = Disposals(session: session, reading: reading)
        return try write(schedule.replacing(disposals.schedule(), on: disposals.clock().day(of: now)))
    }
}

extension Visit where P == ReviewingArchive {
    /// Says that the archive was gone through today.
    public func review() throws -> RetentionSchedule {
        let disposals = Disposals(session: session, reading: reading)
        return try write(
            disposals.schedule().reviewed(on: disposals.clock().day(of: now), by: Identifier(session.me)))
    }
}

extension Visit where P: ChangingPurpose {
    fileprivate func write(_ schedule: RetentionSchedule) throws -> RetentionSchedule {
        let transaction = try writing()
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        try compartments.prepareToWrite(practice, in: transaction)
        try records.write(
            schedule, .retentionSchedule, record: FixedRecord.retentionSchedule.id(in: session.chain.practice),
            in: practice, to: transaction)
        return schedule
    }

    /// Writes the next version of what is noted of the visit's case.
    fileprivate func note(
        _ change: (RetentionRecord, CounselingCase, ClientProfile, Disposals) throws -> RetentionRecord
    ) throws -> RetentionEntry {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let disposals = Disposals(session: session, reading: transaction.reading)
        guard let (body, profile) = try disposals.opened(OpaqueID(id)) else { throw RoomError.noKey }
        let file = OpaqueID(body.client)
        try compartments.prepareToWrite(file, in: transaction)
        let before = try disposals.record(OpaqueID(id), in: file)
        let record = try change(
            before ?? RetentionRecord(client: body.client, caseID: id), body, profile, disposals)
        try records.write(
            record, .retention, record: try disposals.noted(OpaqueID(id), in: file), in: file, to: transaction)
        return RetentionEntry(
            id: id, client: ClientEntry(id: body.client, profile: profile), counselingCase: body,
            standing: try disposals.standing(body, profile, now: now), record: record,
            holds: try disposals.holds(on: OpaqueID(id)).count)
    }
}

extension Visit where P == NotingRetention {
    /// That the client was told to collect what they want, or did.
    public func note(on day: CalendarDate?, collected: Bool) throws -> RetentionEntry {
        try note { record, body, _, disposals in
            let clock = try disposals.clock()
            guard let closed = body.closed.map({ clock.day(of: max($0, body.opened)) }) else {
                throw RoomError.denied(rule: .notDue)
            }
            let today = clock.day(of: now)
            return collected
                ? try record.collected(on: day ?? today, closed: closed, today: today)
                : try record.notified(on: day ?? today, closed: closed, today: today)
        }
    }
}

extension Visit where P == RequestingDeletion {
    /// That the client asked for deletion, with what the law says to it today.
    public func request() throws -> RetentionEntry {
        try note { record, body, profile, disposals in
            try record.asked(
                DeletionRequest(
                    at: now, by: Identifier(session.me), try disposals.standing(body, profile, now: now)))
        }
    }
}

extension Visit where P == PlacingHold {
    /// - Returns: the hold's identifier, 32 hexadecimal digits
    public func place() throws -> String {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let hold = try session.ring.hold(try OpaqueID.random(), on: OpaqueID(id), chain: session.chain)
        try writing().put(hold.row)
        return hold.id.hex
    }
}

extension Visit where P == ReleasingHold {
    /// Ends the holds that this person may end.
    /// - Returns: how many were ended, and how many stand still
    public func release() throws -> (released: Int, left: Int) {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let disposals = Disposals(session: session, reading: transaction.reading)
        let mine = try disposals.holds(on: OpaqueID(id)).filter { disposals.mayRelease($0) }
        for hold in mine { try transaction.put(try session.ring.release(hold, chain: session.chain).row) }
        return (mine.count, try disposals.holds(on: OpaqueID(id)).count)
    }
}
