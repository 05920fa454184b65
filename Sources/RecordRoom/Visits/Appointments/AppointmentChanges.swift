public import Counseling
import RecordStore
import Vault

public enum ConfirmingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.confirmAppointment
}
public enum ArrivingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.arriveAppointment
}
public enum CompletingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.completeAppointment
}
public enum CancellingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.cancelAppointment
}
public enum MissingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.missAppointment
}
public enum ReopeningAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.reopenAppointment
}
public enum UndoingAppointment: ChangingPurpose, DeskPurpose {
    public static let action = Action.undoAppointment
}

extension Visit where P == ConfirmingAppointment {
    public func confirm() throws -> Appointment {
        try changeAppointment(session: session, transaction: writing(), subject: subject) { try $0.confirmed(at: now) }
    }
}

extension Visit where P == ArrivingAppointment {
    /// - Parameter started: when the session began, where that is known already
    /// - Throws: `AppointmentFault.notItsDayYet` before the appointment's own day; `CounselingError.field("started", _)`
    public func arrive(started: UTCTime?, clock: LocalClock) throws -> Appointment {
        let withoutConsent = try isWithoutConsent(subject, toComplete: false)
        return try changeAppointment(session: session, transaction: writing(), subject: subject) {
            let arrived = try $0.arrived(at: now, started: started, withoutConsent: withoutConsent)
            guard $0.isItsDay(at: now, in: clock) else { throw AppointmentFault.notItsDayYet(start: $0.start) }
            if let started, started > now { throw CounselingError.field("started", .inTheFuture) }
            return arrived
        }
    }
}

extension Visit where P == CompletingAppointment {
    /// - Parameters:
    ///   - started, ended: where they are known; else as `Appointment.times` takes them
    /// - Returns: whether a remote session was held that nobody consented to, besides
    /// - Throws: `AppointmentFault.notBegunYet` before the start, also on the day itself unless it is said when it began
    public func complete(
        started: UTCTime?, ended: UTCTime?, clock: LocalClock
    ) throws -> (Appointment, lacksRemoteConsent: Bool) {
        let withoutConsent = try isWithoutConsent(subject, toComplete: true)
        let completed = try changeAppointment(session: session, transaction: writing(), subject: subject) {
            // A step out of order is told before what is wrong with the times.
            _ = try $0.state.advance(.completed)
            guard $0.isItsDay(at: now, in: clock) else { throw AppointmentFault.notBegunYet(start: $0.start) }
            return try $0.completed(
                at: now, times: try $0.times(started: started, ended: ended, now: now), withoutConsent: withoutConsent)
        }
        let book = AppointmentBook(session: session, reading: reading)
        let lacks =
            try completed.modality.isRemote && !book.hasConsent(completed.client, to: .remote, explained: false)
        return (completed, lacks)
    }
}

extension Visit where P == CancellingAppointment {
    /// Gives the time back.
    public func cancel(by canceller: Appointment.Canceller) throws -> Appointment {
        try changeAppointment(session: session, transaction: writing(), subject: subject) {
            try $0.cancelled(by: canceller, at: now)
        }
    }
}

extension Visit where P == MissingAppointment {
    public func miss() throws -> Appointment {
        try changeAppointment(session: session, transaction: writing(), subject: subject) { try $0.missed(at: now) }
    }
}

extension Visit where P == ReopeningAppointment {
    /// Takes a wrong mark off, whoever set it and whenever: the appointment is confirmed again. It held its time all along.
    public func reopen() throws -> (Appointment, from: AppointmentState) {
        var from = AppointmentState.arrived
        let reopened = try changeAppointment(session: session, transaction: writing(), subject: subject) {
            from = $0.state
            return try $0.reopened(revision: $1, at: now)
        }
        return (reopened, from)
    }
}

extension Visit where P == UndoingAppointment {
    /// Takes back this person's last change of the visit's appointment, as a revision of its own. A cancelled one takes its
    /// time again.
    /// - Throws: `.changedMeanwhile` where somebody else changed it since; `.appointment(.busy)` where the time was taken
    public func undo(clock: LocalClock) throws -> (Appointment, from: AppointmentState) {
        guard case .appointment(let subject) = subject else { throw RoomError.notFound(.appointment) }
        let transaction = try writing()
        let history = try AppointmentBook(session: session, reading: reading).history(subject.id)
        guard let last = history.last, let former = history.dropLast().last else {
            throw AppointmentFault.nothingToUndo
        }
        guard last.author == session.me else { throw RoomError.changedMeanwhile }
        let back = try last.appointment.takenBack(to: former.appointment, revision: last.number, at: now)
        let keys = compartments
        if back.state.occupiesTime, !last.appointment.state.occupiesTime {
            try keys.prepareToWrite(FixedCompartment.schedule.id(in: session.chain.practice), in: transaction)
            try keys.prepareToWrite(OpaqueID(back.client), in: transaction)
            let taking = try TakingSlots(
                session: session, transaction: transaction, plan: back.plan, clock: clock, now: now)
            if let occupied = try taking.occupied(by: back) { throw try taking.busy(occupied, back) }
            try taking.take(for: back)
        } else {
            try keys.prepareToWrite(OpaqueID(back.client), in: transaction)
        }
        try records.write(
            back, .appointment, record: OpaqueID(back.id), in: OpaqueID(back.client), to: transaction)
        return (back, last.appointment.state)
    }
}

extension Visit {
    /// Whether the crisis that was named really had to stand in for a consent.
    fileprivate func isWithoutConsent(_ subject: Subject, toComplete: Bool) throws -> Bool {
        guard case .appointment(let named) = subject, named.inCrisis else { return false }
        return try !AppointmentBook(session: session, reading: reading)
            .isConsentSettled(for: named, toComplete: toComplete)
    }
}

/// One change of an appointment's state, as the next revision of its record; what occupies no time any more gives it back.
private func changeAppointment(
    session: RoomSession, transaction: RoomTransaction, subject: Subject, _ change: (Appointment) throws -> Appointment
) throws -> Appointment {
    try changeAppointment(session: session, transaction: transaction, subject: subject) { present, _ in
        try change(present)
    }
}

/// The same where the change names the revision that it follows.
private func changeAppointment(
    session: RoomSession, transaction: RoomTransaction, subject: Subject,
    _ change: (Appointment, Int) throws -> Appointment
) throws -> Appointment {
    guard case .appointment(let subject) = subject else { throw RoomError.notFound(.appointment) }
    let reading = transaction.reading
    let history = try AppointmentBook(session: session, reading: reading).history(subject.id)
    guard let present = history.last else { throw RoomError.notFound(.appointment) }
    let next = try change(present.appointment, present.number)
    let file = OpaqueID(next.client)
    try Compartments(session: session).prepareToWrite(file, in: transaction)
    try Records(session: session, reading: reading).write(
        next, .appointment, record: OpaqueID(next.id), in: file, to: transaction)
    if !next.state.occupiesTime { try transaction.remove(RowAddress(.slots, key: OpaqueID(next.id).bytes)) }
    return next
}
