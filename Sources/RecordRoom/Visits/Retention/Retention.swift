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

/// A case, or a client's file, with how long it is kept.
public struct RetentionEntry: Sendable {
    public let target: DisposalTarget
    public let client: ClientEntry
    public let standing: RetentionStanding
    public let record: RetentionRecord?
    /// How many legal holds stand. Why, nobody says.
    public let holds: Int
    /// The day from which the period counts: of a file, that of the last contact.
    public let last: CalendarDate?
}

/// Cases, or clients' files, with how long they are kept.
public struct RetentionFound: Sendable {
    public let entries: [RetentionEntry]
    /// Clients whose files are not as they should be; deep verification says why.
    public let spoiled: [Identifier<Client>]
}

extension Visit where P == ListingRetention {
    /// The cases in the client files that this person's keys open, for a counselor their own: the soonest due first.
    public func cases() throws -> RetentionFound {
        let disposals = Disposals(session: session, reading: reading)
        let files = ClientFiles(session: session, reading: reading)
        let keepsDesk = session.chain.members[session.me]?.holds([.frontDesk, .director]) == true
        // What somebody spoiled takes nothing else away.
        let atHand = try files.files()
        var (result, spoiled): ([RetentionEntry], [OpaqueID]) = ([], atHand.spoiled)
        for file in atHand.whole {
            if let found = try files.unlessSpoiledFile({ try entries(in: file, files, disposals, all: keepsDesk) }) {
                result += found.entries
                if found.isSpoiled { spoiled.append(file) }
            } else {
                spoiled.append(file)
            }
        }
        return RetentionFound(
            entries: result.sorted { $0.order < $1.order }, spoiled: spoiled.sorted().map { Identifier($0) })
    }

    /// The client files that this person's keys open and that may go by themselves: those without any case left, the soonest due
    /// first.
    public func clients() throws -> RetentionFound {
        let disposals = Disposals(session: session, reading: reading)
        let files = ClientFiles(session: session, reading: reading)
        let atHand = try files.files()
        var (result, spoiled): ([RetentionEntry], [OpaqueID]) = ([], atHand.spoiled)
        for file in atHand.whole {
            let found = try files.unlessSpoiledFile { () -> (entry: RetentionEntry, isSpoiled: Bool) in
                let client = try files.client(Identifier(file), alone: false)
                let (standing, record, last, isSpoiled) = try disposals.standing(of: client, now: now)
                let entry = RetentionEntry(
                    target: .client(client.id), client: client, standing: standing, record: record,
                    holds: try disposals.holds(on: file).count, last: last)
                return (entry, isSpoiled)
            }
            if let found { result.append(found.entry) }
            if found?.isSpoiled ?? true { spoiled.append(file) }
        }
        return RetentionFound(
            entries: result.sorted { $0.order < $1.order }, spoiled: spoiled.sorted().map { Identifier($0) })
    }

    private func entries(
        in file: OpaqueID, _ files: ClientFiles, _ disposals: Disposals, all: Bool
    ) throws -> (entries: [RetentionEntry], isSpoiled: Bool) {
        let client = try files.client(Identifier(file), alone: false)
        let found = try records.cases(in: file)
        let entries = try found.bodies.filter { all || OpaqueID($0.counselor) == session.me }.map { body in
            let id = OpaqueID(body.compartment)
            let standing = try disposals.standing(body, client.profile, now: now)
            return RetentionEntry(
                target: .counselingCase(Identifier(id)), client: client, standing: standing,
                record: try disposals.record(id, in: file), holds: try disposals.holds(on: id).count,
                last: standing.period?.closed)
        }
        return (entries, found.isSpoiled)
    }

    public func schedule() throws -> RetentionSchedule {
        try Disposals(session: session, reading: reading).schedule()
    }
}

extension RetentionEntry {
    fileprivate var order: (String, String) { (standing.period?.keepUntil.text ?? "9999-99", target.hex) }
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
        return try write(schedule.replacing(disposals.schedule(isSaidAnew: true), on: disposals.clock().day(of: now)))
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

    /// Writes the next version of what is noted of the visit's case or file.
    /// - Parameter change: from what was noted, how it stands, and the day from which its period counts
    fileprivate func note(
        _ change: (RetentionRecord, RetentionStanding, CalendarDate?, Disposals) throws -> RetentionRecord
    ) throws -> RetentionEntry {
        guard let target = DisposalTarget(subject) else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let disposals = Disposals(session: session, reading: transaction.reading)
        guard let before = try entry(target, disposals) else { throw RoomError.noKey }
        let file = OpaqueID(before.client.id)
        try compartments.prepareToWrite(file, in: transaction)
        // What stands of a file may be what its cases' records say; its own is written here.
        let own =
            try disposals.record(target.compartment, in: file)
            ?? RetentionRecord(client: before.client.id, caseID: Identifier(target.compartment))
        try records.write(
            try change(own, before.standing, before.last, disposals), .retention,
            record: try disposals.noted(target.compartment, in: file), in: file, to: transaction)
        guard let after = try entry(target, disposals) else { throw RoomError.noKey }
        return after
    }

    private func entry(_ target: DisposalTarget, _ disposals: Disposals) throws -> RetentionEntry? {
        let holds = try disposals.holds(on: target.compartment).count
        switch target {
        case .counselingCase(let id):
            guard let (body, profile) = try disposals.opened(OpaqueID(id)) else { return nil }
            let clock = try disposals.clock()
            return RetentionEntry(
                target: target, client: ClientEntry(id: body.client, profile: profile),
                standing: try disposals.standing(body, profile, now: now),
                record: try disposals.record(OpaqueID(id), in: OpaqueID(body.client)), holds: holds,
                last: body.closed.map { clock.day(of: max($0, body.opened)) })
        case .client(let id):
            guard let client = try disposals.openedFile(id) else { return nil }
            let (standing, record, last, _) = try disposals.standing(of: client, now: now)
            return RetentionEntry(
                target: target, client: client, standing: standing, record: record, holds: holds, last: last)
        }
    }
}

extension Visit where P == NotingRetention {
    /// That the client was told to collect what they want, or did.
    public func note(on day: CalendarDate?, collected: Bool) throws -> RetentionEntry {
        try note { record, _, last, disposals in
            let today = try disposals.clock().day(of: now)
            let day = day ?? today
            // A file in which nothing is dated is kept from what is noted of it first.
            var since = last
            if case .client = subject { since = last ?? day }
            guard let since else { throw RoomError.denied(rule: .notDue) }
            return collected
                ? try record.collected(on: day, closed: since, today: today)
                : try record.notified(on: day, closed: since, today: today)
        }
    }
}

extension Visit where P == RequestingDeletion {
    /// That the client asked for deletion, with what the law says to it today.
    public func request() throws -> RetentionEntry {
        try note { record, standing, _, _ in
            try record.asked(DeletionRequest(at: now, by: Identifier(session.me), standing))
        }
    }
}

extension Visit where P == PlacingHold {
    /// - Returns: the hold's identifier, 32 hexadecimal digits
    public func place() throws -> String {
        guard let target = DisposalTarget(subject) else { throw RoomError.notFound(.counselingCase) }
        let hold = try session.ring.hold(try OpaqueID.random(), on: target.compartment, chain: session.chain)
        try writing().put(hold.row)
        return hold.id.hex
    }
}

extension Visit where P == ReleasingHold {
    /// Ends the holds that this person may end.
    /// - Returns: how many were ended, and how many stand still
    public func release() throws -> (released: Int, left: Int) {
        guard let target = DisposalTarget(subject) else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        let disposals = Disposals(session: session, reading: transaction.reading)
        let mine = try disposals.holds(on: target.compartment).filter { disposals.mayRelease($0) }
        for hold in mine { try transaction.put(try session.ring.release(hold, chain: session.chain).row) }
        return (mine.count, try disposals.holds(on: target.compartment).count)
    }
}
