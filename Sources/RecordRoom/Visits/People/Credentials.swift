public import Counseling
import RecordStore
import Vault

public enum AddingCredential: ChangingPurpose { public static let action = Action.addCredential }
public enum VerifyingCredential: ChangingPurpose { public static let action = Action.verifyCredential }
public enum RenewingCredential: ChangingPurpose { public static let action = Action.renewCredential }
public enum WithdrawingCredential: ChangingPurpose { public static let action = Action.withdrawCredential }
public enum ListingCredentials: LookingPurpose { public static let action = Action.listCredentials }
public enum ReadingRequiredCredentials: LookingPurpose {
    public static let action = Action.readRequiredCredentials
}
public enum SettingRequiredCredentials: ChangingPurpose {
    public static let action = Action.setRequiredCredentials
}

/// One person's credentials as a list shows them.
public struct CredentialEntry: Sendable {
    public let person: Identifier<Person>
    public let member: StaffMember?
    /// nil where this identity was not let into the person's thread yet, or where that was spoiled.
    public let credentials: [CredentialStanding]?
    /// Whether somebody spoiled the person's thread, so that nobody can tell what it says.
    public let isSpoiled: Bool
    /// How the person stands today.
    public let fitness: FitnessStanding
    /// The practice's day at the time of the visit.
    public let today: CalendarDate
}

extension Visit where P == AddingCredential {
    /// Records a credential of the visit's person. It counts for nothing until it is verified.
    public func add(_ details: StaffCredential, term: CredentialTerm) throws -> Identifier<StaffCredential> {
        guard case .person(let person) = subject, session.chain.members[OpaqueID(person)]?.effect == .active else {
            throw RoomError.notFound(.person)
        }
        let id = Identifier<StaffCredential>(try OpaqueID.random())
        try Personnel(session: session, reading: reading).add(
            CredentialEvent(.added, id, of: person, details: details, term: term), at: now, in: try writing())
        return id
    }
}

extension Visit where P == VerifyingCredential {
    /// Says that the document was seen, as it was claimed last.
    /// - Parameter term: as it was shown; a renewal claimed since is not verified
    /// - Returns: how the person stands today, now that it counts
    /// - Throws: `RoomError.changedMeanwhile`
    public func verify(_ term: CredentialTerm) throws -> FitnessStanding {
        guard case .credential(let id, let person) = subject,
            let claimed = try Personnel(session: session, reading: reading).file(of: person)?.credentials.credential(id)
        else { throw RoomError.notFound(.credential) }
        guard claimed.term == term else { throw RoomError.changedMeanwhile }
        let isOwn = OpaqueID(person) == session.me
        try Personnel(session: session, reading: reading).add(
            CredentialEvent(.verified, id, of: person, selfVerified: isOwn ? true : nil), at: now, in: try writing())
        return try standing(of: person)
    }
}

extension Visit where P == RenewingCredential {
    /// Claims a later end. The earlier one counts until this one is verified.
    public func renew(expires: CalendarDate?, recheck: CalendarDate?) throws -> CredentialTerm {
        guard case .credential(let id, let person) = subject,
            let file = try Personnel(session: session, reading: reading).file(of: person),
            let standing = file.credentials.credential(id)
        else { throw RoomError.notFound(.credential) }
        let term = try CredentialTerm(expires: expires, recheck: recheck, issued: standing.details.issued)
        try Personnel(session: session, reading: reading).add(
            CredentialEvent(.renewed, id, of: person, term: term), at: now, in: try writing())
        return term
    }
}

extension Visit where P == WithdrawingCredential {
    /// Says that a credential counts no longer.
    /// - Returns: how the person stands today
    public func withdraw() throws -> FitnessStanding {
        guard case .credential(let id, let person) = subject else { throw RoomError.notFound(.credential) }
        try Personnel(session: session, reading: reading).add(
            CredentialEvent(.withdrawn, id, of: person), at: now, in: try writing())
        return try standing(of: person)
    }
}

extension Visit where P: ChangingPurpose {
    fileprivate func standing(of person: Identifier<Person>) throws -> FitnessStanding {
        let fitness = Fitness(session: session, reading: reading)
        return try fitness.standing(of: person, on: try fitness.today(at: now))
    }
}

extension Visit where P == ListingCredentials {
    /// The credentials of the visit's person, or of everyone whose thread is open to this identity.
    public func credentials() throws -> [CredentialEntry] {
        let people: [Identifier<Person>]
        switch subject {
        case .person(let person): people = [person]
        default:
            let isDirector = session.chain.members[session.me]?.holds(.director) == true
            people = isDirector ? session.chain.activeMembers.map { Identifier($0.id) } : [Identifier(session.me)]
        }
        let fitness = Fitness(session: session, reading: reading)
        let today = try fitness.today(at: now)
        return try people.compactMap { person in
            guard try fitness.publication(of: person).fitness != nil else { return nil }
            let file = try unlessSpoiled { () -> Personnel.File? in
                do { return try Personnel(session: session, reading: reading).file(of: person) } catch RoomError.noKey {
                    // Whoever is to let this identity in has not come by yet.
                    return nil
                }
            }
            return CredentialEntry(
                person: person, member: try session.staff(person), credentials: file??.credentials.credentials,
                isSpoiled: file == nil,
                fitness: try fitness.standing(of: person, on: today), today: today)
        }.sorted { ($0.member?.shortName.text ?? "") < ($1.member?.shortName.text ?? "") }
    }
}

extension Visit where P == ReadingRequiredCredentials {
    /// Which credentials a counselor needs.
    public func required() throws -> RequiredCredentials { try Fitness(session: session, reading: reading).required() }
}

extension Visit where P == SettingRequiredCredentials {
    /// Says which credentials a counselor needs, and publishes what that makes of everybody.
    /// - Returns: how many people's published fitness changed
    public func set(_ required: RequiredCredentials) throws -> Int {
        let transaction = try writing()
        let fitness = Fitness(session: session, reading: reading)
        try fitness.set(required, in: transaction)
        var changed = 0
        for person in session.chain.members.keys.sorted() {
            guard let before = try fitness.publication(of: Identifier(person)).fitness,
                // One person's thread that cannot be read must not keep the others from what is required now.
                let file = try? Personnel(session: session, reading: reading).file(of: Identifier(person))
            else { continue }
            try fitness.publish(file.credentials, events: file.events, thread: file.thread, in: transaction)
            if try fitness.publication(of: Identifier(person)).fitness != before { changed += 1 }
        }
        return changed
    }
}

/// Whose fitness ends soon, or has ended.
public struct EndingFitness: Sendable {
    public let person: Identifier<Person>
    public let member: StaffMember?
    public let standing: FitnessStanding
}

extension Visit where P == ReadingStatus {
    /// Oneself, and for a director everyone who counsels, where the published fitness does not reach that many days ahead.
    public func fitnessEnding(withinDays days: Int) throws -> [EndingFitness] {
        let fitness = Fitness(session: session, reading: reading)
        let today = try fitness.today(at: now)
        let isDirector = session.chain.members[session.me]?.holds(.director) == true
        let people = isDirector ? session.chain.activeMembers.map(\.id) : [session.me]
        return try people.compactMap { id in
            let person = Identifier<Person>(id)
            guard session.chain.members[id]?.holds([.counselor, .trainee]) == true,
                // A row that is not what it should be keeps nobody's status away; verification names it.
                (try? fitness.publication(of: person))?.fitness != nil
            else { return nil }
            let standing = try fitness.standing(of: person, on: today)
            if case .fit(let until, _) = standing {
                guard let until, until.daysSince1970 <= today.daysSince1970 + days else { return nil }
            }
            return EndingFitness(person: person, member: try session.staff(person), standing: standing)
        }
    }
}

extension Visit where P == ListingStaff {
    /// How a person stands today, by what is published.
    public func fitness(of person: Identifier<Person>) throws -> FitnessStanding {
        let fitness = Fitness(session: session, reading: reading)
        return try fitness.standing(of: person, on: try fitness.today(at: now))
    }

    /// The first of these days on which a person is not fit, and why; of today where none is named.
    /// - Returns: nil where they are fit from the first day to the last
    public func unfit(
        _ person: Identifier<Person>, on days: [CalendarDate]
    ) throws -> (day: CalendarDate, standing: FitnessStanding)? {
        let fitness = Fitness(session: session, reading: reading)
        let days = try days.isEmpty ? [fitness.today(at: now)] : days.sorted()
        var until: CalendarDate?
        for day in days {
            let standing = try fitness.standing(of: person, on: day)
            guard case .fit(let end, _) = standing else { return (day, standing) }
            if day == days.first { until = end }
        }
        // A booking asks for every day between the first and the last too.
        guard let until, let last = days.last, until < last else { return nil }
        let next = until.adding(days: 1)
        return (next, try fitness.standing(of: person, on: next))
    }

    /// What a trainee's supervision agreements lack on a day; nil where that is not what is missing.
    /// - Parameter day: nil for today
    public func supervisionGap(of person: Identifier<Person>, on day: CalendarDate?) throws -> SupervisionGap? {
        let fitness = Fitness(session: session, reading: reading)
        return try fitness.supervisionGap(of: person, on: day ?? fitness.today(at: now))
    }
}

extension Visit where P == OpeningCase {
    /// How the new case's counselor stands today, by what is published.
    public func counselorFitness() throws -> FitnessStanding {
        guard case .newCase(_, let counselor) = subject else { throw RoomError.notFound(.person) }
        return try standing(of: counselor)
    }
}
