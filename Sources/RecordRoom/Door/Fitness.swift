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
        if let published = try published(of: person) {
            let standing = published.standing(on: day)
            if case .fit = standing { return standing }
            return try hasSupervisor(person, on: day) ? .fit(until: day, selfVerified: false) : standing
        }
        return try hasSupervisor(person, on: day) ? .fit(until: day, selfVerified: false) : .noneRecorded
    }

    /// Whether an active supervision agreement lets a trainee practise on that day. There are no agreements in this
    /// program yet: a trainee qualifies by credentials of their own.
    func hasSupervisor(_ person: Identifier<Person>, on day: CalendarDate) throws -> Bool { false }

    /// Today in the practice's time zone: a credential ends with a day there.
    func today(at now: UTCTime) throws -> CalendarDate {
        guard let newest = try records.newest(practice),
            let (settings, _) = try records.open(newest.row, as: .settings, PracticeSettings.self, alone: false)
        else { throw RoomError.altered }
        let zone = TimeZone(identifier: settings.timeZone) ?? .gmt
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(now.secondsSince1970)))
        return try UTCTime(secondsSince1970: now.secondsSince1970 + Int64(offset)).utcDay()
    }

    // MARK: what is published

    /// The record that is found for a person.
    func id(of person: Identifier<Person>) throws -> OpaqueID {
        try NamedRecord.id(
            Records.Kind.staffFitness.rawValue, of: OpaqueID(person), in: practice, with: session.ring)
    }

    /// What is published of a person; nil where nothing ever was.
    /// - Throws: `RoomError.altered` where somebody else than a director published it
    func published(of person: Identifier<Person>) throws -> StaffFitness? {
        let id = try id(of: person)
        guard let newest = try records.newest(id) else { return nil }
        guard let (fitness, opened) = try records.open(newest.row, as: .staffFitness, StaffFitness.self, alone: true),
            fitness.person == person, newest.row.scope == practice
        else { throw RoomError.altered }
        // What a director says stands by itself; what the person says of themself, only as far as the revisions before.
        if !session.chain.everHeld(.director, by: opened.author) { try records.checkedHistory(of: id) }
        return fitness
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
        guard let newest = try records.newest(try requirementID()) else { return .standard }
        guard
            let (required, opened) = try records.open(
                newest.row, as: .requiredCredentials, RequiredCredentials.self, alone: true),
            session.chain.everHeld(.director, by: opened.author)
        else { throw RoomError.altered }
        return required
    }

    func set(_ required: RequiredCredentials, in transaction: RoomTransaction) throws {
        try Compartments(session: session).prepareToWrite(practice, in: transaction)
        try records.write(
            required, .requiredCredentials, record: try requirementID(), in: practice, to: transaction)
    }
}
