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
        let publication = try publication(of: person)
        let standing =
            publication.lost == nil ? publication.fitness?.standing(on: day) ?? .noneRecorded : .unreadable
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
        let clock = try clock()
        let now = session.surroundings.now()
        let moment = max(bounds.start, min(now, try UTCTime(secondsSince1970: bounds.end.secondsSince1970 - 1)))
        let own = try Agreements(session: session, reading: reading).all()
            .filter { $0.body.trainee == person && !$0.body.wasCalledOff }
        let end = own.compactMap { $0.body(at: now).until }.filter { $0 <= moment }.max()
        let start = own.map(\.body.from).filter { $0 > moment }.min()
        let present = own.filter { $0.body(at: now).isInForce(at: moment) }
        let reason: SupervisionGap.Reason =
            if let lost = present.first(where: { $0.lost != nil }) {
                .lost(Identifier(lost.id))
            } else if let one = present.first {
                .unsupervised(Identifier(one.id), by: one.body.supervisor)
            } else if let start {
                .begins(start)
            } else if let end {
                .ended(end)
            } else {
                .none
            }
        return SupervisionGap(
            reason, first: end.flatMap { $0 > now ? clock.day(of: $0) : nil },
            last: start.map { clock.day(of: $0).adding(days: -1) })
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

    /// What is published of a person.
    struct Publication {
        /// nil where nothing ever was.
        var fitness: StaffFitness?
        /// How many events of the thread a director vouched for: the person themself may claim any number.
        var vouched = 0
        /// Where something lies that was published since and that nobody can open any more.
        var lost: String?
    }

    /// What is published of a person. Anybody who works here can write a revision: the last one counts that a director made, while they
    /// were one, or the person themself without giving themself anything.
    func publication(of person: Identifier<Person>) throws -> Publication {
        var result = Publication()
        let directors = Directors(session: session, reading: reading)
        for row in try revisions(of: try id(of: person)) {
            let found = Result {
                try LostRecords(session: session, reading: reading).open(row) { writer, position in
                    writer == OpaqueID(person)
                        || session.chain.duties(of: writer, at: position)?.contains(.director) == true
                }
            }
            if case .failure(let error) = found, case RoomError.unreadableRecord(let place) = error {
                result.lost = place
                continue
            }
            let standing = result.fitness
            guard let opened = try found.get(), opened.header.compartment == practice,
                opened.kind == Records.Kind.staffFitness.rawValue,
                let fitness = try? StaffFitness(body: opened.body), fitness.person == person,
                standing == nil || standing?.thread == fitness.thread,
                standing == nil || fitness != standing || result.lost != nil
            else { continue }
            if try directors.wrote(row, by: opened.author) {
                result.vouched = fitness.events
                result.lost = nil
            } else if OpaqueID(person) != opened.author || fitness.fit != (standing?.fit ?? []) {
                continue
            }
            result.fitness = fitness
        }
        return result
    }

    private func revisions(of record: OpaqueID) throws -> [StoredRow] {
        try reading.rows(.record, prefix: record.bytes, limit: .max)
    }

    /// Publishes what the credentials come to now, where that differs from what is published.
    func publish(_ file: CredentialFile, events: Int, thread: OpaqueID, in transaction: RoomTransaction) throws {
        let fitness = StaffFitness(
            of: file, events: events, thread: Identifier(thread), required: try required())
        let publication = try publication(of: file.person)
        guard publication.lost != nil || publication.fitness != fitness else { return }
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
        let said = try directors.newest(of: try requirementID(), .requiredCredentials)
        return try said.map { try RequiredCredentials(body: $0.body) } ?? .standard
    }

    func set(_ required: RequiredCredentials, in transaction: RoomTransaction) throws {
        try Compartments(session: session).prepareToWrite(practice, in: transaction)
        try records.write(
            required, .requiredCredentials, record: try requirementID(), in: practice, to: transaction)
    }
}
