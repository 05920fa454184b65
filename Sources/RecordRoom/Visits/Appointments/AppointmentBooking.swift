public import Counseling
import RecordStore
import Vault

public enum BookingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.bookAppointment
}
public enum ReschedulingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.rescheduleAppointment
}

extension Visit where P == BookingAppointment {
    /// Books one appointment, or a series, all of it or nothing. The counselor is given the client's file.
    /// - Parameters:
    ///   - plan: of the visit's client and counselor
    ///   - dates: from the first on
    ///   - minutes: of each
    /// - Throws: `.appointment(.busy)` with free times; `.appointment(.seriesBusy)` with every date that is taken;
    ///   `.appointment(.alreadyBooked)` where all of it is there already
    public func book(
        _ plan: AppointmentPlan, on dates: [WeeklyDates.Occurrence], minutes: Int, isConfirmed: Bool, clock: LocalClock
    ) throws -> [Appointment] {
        guard case .newAppointment(let client, let counselor, _) = subject, plan.client == client,
            plan.counselor == counselor
        else { throw RoomError.notFound(.client) }
        let transaction = try writing()
        let file = OpaqueID(client)
        guard try records.compartment(of: file) == file else { throw RoomError.notFound(.client) }
        let keys = compartments
        try keys.prepareToWrite(FixedCompartment.schedule.id(in: session.chain.practice), in: transaction)
        try keys.prepareToWrite(file, in: transaction)
        try keys.assign(.person(OpaqueID(counselor)), to: file, in: transaction)
        let plan = try withCase(plan)
        let taking = try TakingSlots(session: session, transaction: transaction, plan: plan, clock: clock, now: now)
        let series = dates.count > 1 ? Identifier<AppointmentSeries>(try OpaqueID.random()) : nil
        var made: [Appointment] = []
        var clashes: [AppointmentFault.Clash] = []
        var again: [Identifier<Appointment>] = []
        for date in dates {
            let id = Identifier<Appointment>(try OpaqueID.random())
            let appointment = Appointment(
                id: id, plan: plan, start: date.start, end: try date.start.later(minutes: minutes),
                isConfirmed: isConfirmed, series: series, now: now)
            if let occupied = try taking.occupied(by: appointment) {
                if let same = try present(like: appointment) {
                    again.append(same)
                } else if dates.count == 1 {
                    throw try taking.busy(occupied, appointment)
                }
                clashes.append(AppointmentFault.Clash(date: date.date, occupied: occupied))
            } else {
                try taking.take(for: appointment)
                try records.write(appointment, .appointment, record: OpaqueID(id), in: file, to: transaction)
                made.append(appointment)
            }
        }
        // Whoever repeats a command that was ended before it could say so is told that it was done.
        guard again.count < dates.count else { throw AppointmentFault.alreadyBooked(again) }
        guard clashes.isEmpty else { throw AppointmentFault.seriesBusy(clashes) }
        return made
    }

    /// The appointment of the same client and counselor that stands at exactly that time.
    private func present(like appointment: Appointment) throws -> Identifier<Appointment>? {
        try AppointmentBook(session: session, reading: reading).all(of: appointment.client).found
            .map(\.appointment)
            .first {
                $0.counselor == appointment.counselor && $0.start == appointment.start && $0.end == appointment.end
                    && $0.state.occupiesTime
            }?.id
    }
}

extension Visit where P == ReschedulingAppointment {
    /// Moves the visit's appointment: its successor takes the new time, and the old one is given back, in one act. Where it
    /// passes to another counselor, that one is given the client's file, and it belongs to their case, if the client has one.
    /// - Parameter minutes: of the new one; as long as the old one where nil
    /// - Throws: `.appointment(.busy)` with free times, `.appointment(.refusedTransition)`, `.appointment(.unmoved)`
    public func move(to start: UTCTime, minutes: Int?, clock: LocalClock) throws -> (old: Appointment, new: Appointment)
    {
        guard case .appointment(let subject) = subject else { throw RoomError.notFound(.appointment) }
        let transaction = try writing()
        let book = AppointmentBook(session: session, reading: reading)
        guard let old = try book.history(subject.id).last?.appointment else { throw RoomError.notFound(.appointment) }
        let successor = Identifier<Appointment>(try OpaqueID.random())
        let moved = try old.moved(to: successor, at: now)
        let counselor = subject.passesTo ?? old.counselor
        let plan = counselor == old.counselor ? old.plan : try passed(old.plan, to: counselor)
        let end = try start.later(minutes: minutes ?? Int(old.end.seconds(since: old.start) / 60))
        // A successor that is the same would leave a mark of a move that nobody made.
        guard (counselor, start, end) != (old.counselor, old.start, old.end) else {
            throw AppointmentFault.unmoved
        }
        let new = Appointment(
            id: successor, plan: plan, start: start,
            end: end, isConfirmed: old.state == .confirmed, predecessor: old.id, now: now)
        let keys = compartments
        try keys.prepareToWrite(FixedCompartment.schedule.id(in: session.chain.practice), in: transaction)
        try keys.prepareToWrite(OpaqueID(old.client), in: transaction)
        if counselor != old.counselor {
            try keys.assign(.person(OpaqueID(counselor)), to: OpaqueID(old.client), in: transaction)
        }
        let taking = try TakingSlots(session: session, transaction: transaction, plan: plan, clock: clock, now: now)
        if let occupied = try taking.occupied(by: new, but: old.id) {
            throw try taking.busy(occupied, new, but: old.id)
        }
        try transaction.remove(RowAddress(.slots, key: OpaqueID(old.id).bytes))
        try taking.take(for: new)
        let file = OpaqueID(old.client)
        try records.write(moved, .appointment, record: OpaqueID(old.id), in: file, to: transaction)
        try records.write(new, .appointment, record: OpaqueID(new.id), in: file, to: transaction)
        return (moved, new)
    }

    /// The plan with another counselor: in its own case, where that was handed over to them.
    private func passed(_ plan: AppointmentPlan, to counselor: Identifier<Person>) throws -> AppointmentPlan {
        let own = try plan.caseID.flatMap { id in
            let (body, file) = try records.counselingCase(OpaqueID(id))
            return body.counselor == counselor && body.state == .open && file == OpaqueID(plan.client) ? id : nil
        }
        return try withCase(
            AppointmentPlan(
                client: plan.client, caseID: own, counselor: counselor, room: plan.room, modality: plan.modality))
    }
}

extension Visit where P: DeskPurpose {
    /// The plan with its case: an open one of that client; where none is named, their only open one with that counselor.
    fileprivate func withCase(_ plan: AppointmentPlan) throws -> AppointmentPlan {
        guard let id = plan.caseID else {
            let open = try records.cases(in: OpaqueID(plan.client)).bodies
                .filter { $0.state == .open && $0.counselor == plan.counselor }
            return open.count == 1 ? plan.with(caseID: Identifier(OpaqueID(open[0].compartment))) : plan
        }
        let (body, file) = try records.counselingCase(OpaqueID(id))
        guard file == OpaqueID(plan.client) else { throw RoomError.notFound(.counselingCase) }
        guard body.state == .open else { throw RoomError.denied(rule: .caseIsClosed) }
        return plan
    }
}

/// Takes time for appointments of one plan. The write transaction is the only one there is, so what is free when it looks is
/// free when it takes; the unique index stands behind it.
struct TakingSlots {
    private let transaction: RoomTransaction
    private let slots: Slots
    private let claims: [Slots.Claim]
    private let clock: LocalClock
    private let now: UTCTime

    init(
        session: RoomSession, transaction: RoomTransaction, plan: AppointmentPlan, clock: LocalClock, now: UTCTime
    ) throws {
        self.transaction = transaction
        slots = try Slots(session: session, reading: transaction.reading)
        claims = try slots.claims(of: plan)
        self.clock = clock
        self.now = now
    }

    func occupied(by appointment: Appointment, but own: Identifier<Appointment>? = nil) throws
        -> AppointmentFault.Occupied?
    {
        try slots.taken(claims, from: appointment.start, to: appointment.end, but: own.map { OpaqueID($0) })
    }

    /// The refusal, with the nearest times at which counselor, room and client are all free.
    func busy(
        _ occupied: AppointmentFault.Occupied, _ appointment: Appointment, but own: Identifier<Appointment>? = nil
    ) throws -> AppointmentFault {
        let minutes = Int((appointment.end.seconds(since: appointment.start) + 59) / 60)
        let offers = try slots.freeTimes(claims, in: clock, but: own.map { OpaqueID($0) })
            .offers(near: appointment.start, minutes: minutes, after: now)
        return .busy(occupied, offers: offers)
    }

    func take(for appointment: Appointment) throws { try transaction.put(try slots.row(for: appointment, claims)) }
}

extension UTCTime {
    func later(minutes: Int) throws(CounselingError) -> UTCTime {
        try UTCTime(secondsSince1970: secondsSince1970 + Int64(minutes) * 60)
    }
}
