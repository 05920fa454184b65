import Counseling
import Foundation
import RecordStore
import Vault

/// Who is fit to practise until when, as it is published to everyone who works there: one record a person in the compartment
/// `practice`, found by the person alone. Whoever asks sees neither what the credentials are nor whose else there are.
struct Fitness {
    let session: RoomSession
    let reading: any StoreReading

    private var practice: OpaqueID { FixedCompartment.practice.id(in: session.chain.practice) }
    private var records: Records { Records(session: session, reading: reading) }

    /// How a person stands on a day. A booking asks it of its own day; a case of today.
    func standing(of person: Identifier<Person>, on day: CalendarDate) throws -> FitnessStanding {
        let standing = try published(of: person)?.standing(on: day) ?? .noneRecorded
        if case .fit = standing { return standing }
        return try supervised(person, on: day) ?? standing
    }

    /// Whether the person is fit on every day from the first to the last.
    func isFit(_ person: Identifier<Person>, on days: DaySpan) throws -> Bool {
        guard case .fit(let until, _) = try standing(of: person, on: days.first) else { return false }
        return until.map { days.last <= $0 } ?? true
    }

    /// A trainee qualifies through an agreement with a supervisor that is in force; nil where there is none on that day.
    private func supervised(_ person: Identifier<Person>, on day: CalendarDate) throws -> FitnessStanding? {
        guard session.chain.members[OpaqueID(person)]?.holds(.trainee) == true else { return nil }
        let clock = try clock()
        guard let bounds = DaySpan(day, day).bounds(in: clock) else { return nil }
        let last = try UTCTime(secondsSince1970: bounds.end.secondsSince1970 - 1)
        // On the day itself now counts: an agreement that was ended this morning lets nobody practise this afternoon.
        let moment = max(bounds.start, min(session.surroundings.now(), last))
        let agreements = try Agreements(session: session, reading: reading).inForce(at: moment)
            .filter { $0.body.trainee == person }.map(\.body)
        guard !agreements.isEmpty else { return nil }
        guard !agreements.contains(where: { $0.until == nil }), let end = agreements.compactMap(\.until).max() else {
            return .fit(until: nil, selfVerified: false)
        }
        return .fit(until: clock.day(of: try UTCTime(secondsSince1970: end.secondsSince1970 - 1)), selfVerified: false)
    }

    /// Why no agreement lets a trainee practise on a day; nil for whoever is no trainee, or practises without one.
    func supervisionGap(of person: Identifier<Person>, on day: CalendarDate) throws -> SupervisionGap? {
        guard let member = session.chain.members[OpaqueID(person)], member.holds(.trainee), !member.holds(.counselor),
            try supervised(person, on: day) == nil, let bounds = DaySpan(day, day).bounds(in: try clock())
        else { return nil }
        let own = try Agreements(session: session, reading: reading).all().map(\.body).filter { $0.trainee == person }
        if let until = own.compactMap(\.until).filter({ $0 < bounds.end }).max() { return .ended(until) }
        if let from = own.map(\.from).filter({ $0 >= bounds.end }).min() { return .begins(from) }
        return SupervisionGap.none
    }

    /// Today in the practice's time zone: a credential ends with a day there.
    func today(at now: UTCTime) throws -> CalendarDate { try clock().day(of: now) }

    private func clock() throws -> LocalClock {
        let settings = try Directors(session: session, reading: reading).settings()
        return LocalClock(zone: TimeZone(identifier: settings.timeZone) ?? .gmt)
    }

    // MARK: what is published

    /// The record that is found for a person.
    func id(of person: Identifier<Person>) throws -> OpaqueID {
        try NamedRecord.id(
            Records.Kind.staffFitness.rawValue, of: OpaqueID(person), in: practice, with: session.ring)
    }

    /// What is published of a person; nil where nothing ever was. Anybody who works here can write a revision: the last one
    /// counts that a director made, while they were one, or the person themself without giving themself anything.
    func published(of person: Identifier<Person>) throws -> StaffFitness? { try publication(of: person)?.fitness }

    /// The same, with how many events of the thread a director vouched for: the person themself may claim any number.
    func publication(of person: Identifier<Person>) throws -> (fitness: StaffFitness, vouched: Int)? {
        var standing: StaffFitness?
        var vouched = 0
        let directors = Directors(session: session, reading: reading)
        for (row, opened) in try revisions(of: try id(of: person), .staffFitness) {
            guard let fitness = try? StaffFitness(body: opened.body), fitness.person == person,
                standing == nil || standing?.thread == fitness.thread,
                standing == nil || fitness != standing
            else { continue }
            if try directors.wrote(row, by: opened.author) {
                vouched = fitness.events
            } else if OpaqueID(person) != opened.author || fitness.fit != (standing?.fit ?? []) {
                continue
            }
            standing = fitness
        }
        return standing.map { ($0, vouched) }
    }

    /// The revisions that open and bear their author's signature.
    private func revisions(of record: OpaqueID, _ kind: Records.Kind) throws -> [(row: StoredRow, opened: OpenedRecord)]
    {
        try reading.rows(.record, prefix: record.bytes, limit: .max).compactMap { row in
            guard row.scope == practice, let opened = try? session.sealer.open(row), opened.kind == kind.rawValue,
                (try? opened.checkSignature(in: session.chain)) != nil
            else { return nil }
            return (row, opened)
        }
    }

    /// Publishes what the credentials come to now, where that differs from what is published.
    func publish(_ file: CredentialFile, events: Int, thread: OpaqueID, in transaction: RoomTransaction) throws {
        let fitness = StaffFitness(
            of: file, events: events, thread: Identifier(thread), required: try required())
        guard try published(of: file.person) != fitness else { return }
        try Compartments(session: session).prepareToWrite(practice, in: transaction)
        try records.write(
            fitness, .staffFitness, record: try id(of: file.person), in: practice, to: transaction)
    }

    // MARK: what is required

    func requirementID() throws -> OpaqueID {
        try NamedRecord.id(
            Records.Kind.requiredCredentials.rawValue, of: session.chain.practice, in: practice, with: session.ring)
    }

    /// Which credentials a counselor needs; the default where no director ever set it.
    func required() throws -> RequiredCredentials {
        let directors = Directors(session: session, reading: reading)
        let said = try revisions(of: try requirementID(), .requiredCredentials).last {
            try directors.wrote($0.row, by: $0.opened.author)
        }
        return try said.map { try RequiredCredentials(body: $0.opened.body) } ?? .standard
    }

    func set(_ required: RequiredCredentials, in transaction: RoomTransaction) throws {
        try Compartments(session: session).prepareToWrite(practice, in: transaction)
        try records.write(
            required, .requiredCredentials, record: try requirementID(), in: practice, to: transaction)
    }
}
