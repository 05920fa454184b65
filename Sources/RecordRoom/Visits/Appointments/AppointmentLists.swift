public import Counseling
import RecordStore
import Vault

public enum ListingAppointments: LookingPurpose { public static let action = Action.listAppointments }
public enum ReadingAppointment: LookingPurpose, DeskPurpose { public static let action = Action.readAppointment }
public enum FindingFreeTimes: LookingPurpose { public static let action = Action.findFreeTimes }

extension Visit where P == ReadingStatus {
    /// Appointments of the coming days with people who counsel nobody now, for the desk and directors; those that last for half an
    /// hour or longer. Where everybody who ever counseled is there, nothing is looked up, and whoever has not got the key of the
    /// schedule yet is told of none.
    /// - Parameter days: from now on
    public func appointmentsWithoutCounselor(withinDays days: Int) throws -> [Identifier<Appointment>] {
        guard session.chain.members[session.me]?.holds([.frontDesk, .director]) == true else { return [] }
        let away = session.chain.members.keys.filter {
            session.chain.everHeld([.counselor, .trainee], by: $0)
                && session.chain.members[$0]?.holds([.counselor, .trainee]) != true
        }
        guard !away.isEmpty else { return [] }
        let end = try UTCTime(secondsSince1970: now.secondsSince1970 + Int64(days) * 86_400)
        let owners = try unlessSpoiled {
            try Slots(session: session, reading: reading)
                .longOwners(counselors: away.sorted(), from: now, to: end).sorted()
        }
        // What somebody spoiled takes nothing else away; the list of appointments names it.
        let book = AppointmentBook(session: session, reading: reading)
        return try (owners ?? []).compactMap { owner -> Appointment? in
            do { return try book.appointment(Identifier(owner)).appointment } catch let error as StoreError {
                throw error
            } catch { return nil }
        }.filter { $0.end > now && [.requested, .confirmed].contains($0.state) }
            .sorted { ($0.start, $0.id.hex) < ($1.start, $1.id.hex) }.map(\.id)
    }
}

/// The appointments of some days.
public struct AppointmentList: Sendable {
    /// By their start.
    public let entries: [AppointmentEntry]
    /// How many more there are whose client's file is not open to this person, or not yet.
    public let unopened: Int
    /// How many more there are that are not as they should be; deep verification names them.
    public var unreadable = 0
    /// Those looked at whose marks of taken time are not those of their time: their hours may be booked twice.
    public var mistimed: [Identifier<Appointment>] = []
    /// Those listed in whose history somebody wrote who had no right to; what was rightly written stands.
    public var disturbed: [Identifier<Appointment>] = []
    /// Whether everything that was looked at is as it should be.
    public var isSound: Bool { unreadable == 0 && mistimed.isEmpty && disturbed.isEmpty }

    /// Some of them.
    public func filter(_ isWanted: (AppointmentEntry) -> Bool) -> AppointmentList {
        let wanted = entries.filter(isWanted)
        let left = Set(wanted.map(\.appointment.id))
        return AppointmentList(
            entries: wanted, unopened: unopened, unreadable: unreadable, mistimed: mistimed,
            disturbed: disturbed.filter(left.contains))
    }
}

extension Visit where P == ListingAppointments {
    /// What occupies time between two moments: everyone's for the desk, one's own for a counselor, or the visit's person's.
    /// Cancelled and moved appointments occupy none and are not among them. Only these clients' files are opened.
    /// - Parameter isWanted: of the others the client's profile is not opened
    public func appointments(
        from start: UTCTime, to end: UTCTime, where isWanted: (Appointment) -> Bool = { _ in true }
    ) throws -> AppointmentList {
        let slots = try Slots(session: session, reading: reading)
        let book = AppointmentBook(session: session, reading: reading)
        var entries: [AppointmentEntry] = []
        var unopened = 0
        var unreadable = 0
        var mistimed: [Identifier<Appointment>] = []
        for owner in try slots.owners(counselors: counselors(), from: start, to: end).sorted() {
            guard let file = try records.compartment(of: owner) else { continue }
            switch try unlessSpoiled({ try book.holds(file: file) }) {
            case true?: break
            case false?:
                unopened += 1
                continue
            case nil:
                unreadable += 1
                continue
            }
            // One row that somebody put there must not hide everybody's day.
            do {
                let (appointment, version) = try book.appointment(Identifier(owner))
                if try !slots.agree(with: appointment) { mistimed.append(appointment.id) }
                guard isWanted(appointment) else { continue }
                entries.append(try book.entry(appointment, version: version))
            } catch let error as StoreError { throw error } catch { unreadable += 1 }
        }
        return AppointmentList(
            entries: entries.sorted {
                ($0.appointment.start, $0.appointment.id.hex) < ($1.appointment.start, $1.appointment.id.hex)
            }, unopened: unopened, unreadable: unreadable, mistimed: mistimed,
            disturbed: try book.withTakenPlaces(entries))
    }

    private func counselors() throws -> [OpaqueID] {
        if case .person(let person) = subject { return [OpaqueID(person)] }
        guard actingRole == .frontDesk || actingRole == .director else { return [session.me] }
        // Whoever was one may still have appointments.
        return session.chain.members.keys.filter { session.chain.everHeld([.counselor, .trainee], by: $0) }.sorted()
    }

    /// All appointments of the visit's client, cancelled and moved ones among them.
    public func clientsAppointments() throws -> AppointmentList {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        let book = AppointmentBook(session: session, reading: reading)
        let slots = try Slots(session: session, reading: reading)
        let all = try book.all(of: client)
        let entries = try all.found.map { try book.entry($0.appointment, version: $0.version) }
        return AppointmentList(
            entries: entries, unopened: 0, unreadable: all.unreadable,
            mistimed: try all.found.map(\.appointment).filter { one in
                try unlessSpoiled { try slots.agree(with: one) } != true
            }.map(\.id), disturbed: try book.withTakenPlaces(entries))
    }

    /// The appointment that this person changed last, with its newest state and the one before; nil where there is none.
    /// - Throws: `.changedMeanwhile` where somebody else changed it since; as `Appointment.takenBack`
    ///   Whether a restore lies between that lost something: then a later change by this person may be among it.
    ///   Which appointment this person booked since: that is what they did last.
    public func lastOwnChange() throws -> (
        subject: AppointmentSubject, now: Appointment, before: Appointment, isBeforeLoss: Bool,
        bookedSince: Identifier<Appointment>?
    )? {
        let book = AppointmentBook(session: session, reading: reading)
        let own = try book.lastOwnChange()
        let booking = own.booking.flatMap { now.seconds(since: $0.changed) <= Appointment.undoable ? $0.id : nil }
        let found = Result { try own.change.map { try change($0, of: book) } }
        // Where nothing else can be taken back, the booking is what was meant.
        if let booking, (try? found.get()) == nil { throw AppointmentFault.cannotUndoBooking(booking) }
        return try found.get().map { ($0.subject, $0.now, $0.before, $0.isBeforeLoss, booking) }
    }

    private func change(
        _ found: (id: Identifier<Appointment>, revision: UInt32, epoch: UInt32), of book: AppointmentBook
    ) throws -> (subject: AppointmentSubject, now: Appointment, before: Appointment, isBeforeLoss: Bool) {
        let history = try book.history(found.id)
        guard let last = history.last, let former = history.dropLast().last, last.number == Int(found.revision) else {
            throw RoomError.changedMeanwhile
        }
        // What cannot be taken back is said before it is announced.
        _ = try last.appointment.takenBack(to: former.appointment, revision: last.number, at: now)
        return (
            AppointmentSubject(found.id, of: last.appointment.client), last.appointment, former.appointment,
            try !restores(since: found.epoch).filter(\.lostSomething).isEmpty
        )
    }

    /// When the practice file was restored last with something lost; nil where it never was.
    public func lastLossByRestore() throws -> EpochCrossing? { try restores(since: 0).last(where: \.lostSomething) }

    private func restores(since epoch: UInt32) throws -> [EpochCrossing] {
        try reading.rows(.epoch, prefix: [], limit: .max).compactMap { try? OpenedEpoch(parsing: $0.body) }
            .map { EpochCrossing($0) }.filter { $0.epoch > epoch }.sorted { $0.epoch < $1.epoch }
    }
}

extension EpochCrossing {
    /// Whether somebody was known to have seen more than was restored.
    public var lostSomething: Bool { known != restored }
}

extension Visit where P == ReadingAppointment {
    /// The appointment that the visit is about, its signatures checked, with who changed it when.
    public func appointment() throws -> (AppointmentEntry, changes: [AppointmentChangeEntry]) {
        guard case .appointment(let subject) = subject else { throw RoomError.notFound(.appointment) }
        let book = AppointmentBook(session: session, reading: reading)
        let history = try book.history(subject.id)
        guard let last = history.last else { throw RoomError.notFound(.appointment) }
        let changes = try history.map {
            try AppointmentChangeEntry(
                state: $0.appointment.state, at: $0.appointment.changed,
                by: session.staff(Identifier($0.author)), isTakenBack: $0.appointment.undoes != nil,
                isReopened: $0.appointment.reopens != nil && $0.appointment.undoes == nil)
        }
        return (try book.entry(last.appointment, version: last.number), changes)
    }
}

/// One revision of an appointment, in short.
public struct AppointmentChangeEntry: Sendable {
    public let state: AppointmentState
    public let at: UTCTime
    public let by: StaffMember?
    /// Whether it takes back the one before.
    public let isTakenBack: Bool
    /// Whether it takes a wrong mark off.
    public let isReopened: Bool
}

extension Visit where P == FindingFreeTimes {
    /// The visit's person's free stretches on some days. No client's file is opened.
    public func stretches(on days: DaySpan, minutes: Int, clock: LocalClock) throws -> [(
        day: CalendarDate, stretches: [FreeTimes.Stretch]
    )] {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        let slots = try Slots(session: session, reading: reading)
        let free = slots.freeTimes(slots.claims(counselor: person), in: clock)
        return try days.days.map { ($0, try free.stretches(on: $0, minutes: minutes, after: now)) }
    }
}
