/// Why an appointment is not made or changed. It carries states, times and fixed words; no names, no room.
public enum AppointmentFault: Error, Hashable, Sendable {
    /// The states do not follow each other.
    case refusedTransition(from: AppointmentState, to: AppointmentState)
    /// Somebody or something is taken at that time; other times at which all of them are free.
    case busy(Occupied, offers: [UTCTime])
    /// Dates of a series are taken; these have to be left out.
    case seriesBusy([Clash])
    /// What has not begun cannot have been held or missed.
    case notBegunYet(start: UTCTime)
    /// Nobody has come to an appointment of a later day.
    case notItsDayYet(start: UTCTime)
    /// The same client, counselor and time are booked already, under these ids.
    case alreadyBooked([Identifier<Appointment>])
    /// It is to be moved to the counselor, the time and the length that it has.
    case unmoved
    /// There is nothing of one's own from the last ten minutes to take back.
    case nothingToUndo
    /// The last change took one back already.
    case undoneAlready
    /// The last change cannot be taken back this way: it moved the appointment.
    case cannotUndo
    /// Nor can this: the last change booked an appointment.
    case cannotUndoBooking(Identifier<Appointment>)
    /// A consent that stands so already: its explanation is confirmed, or it is withdrawn.
    case consentSettled(Consent.State)

    /// What is taken.
    public enum Occupied: String, CaseIterable, Hashable, Sendable {
        case counselor, room, client
    }

    /// One date of a series that cannot be booked.
    public struct Clash: Hashable, Sendable {
        public let date: CalendarDate
        public let occupied: Occupied

        public init(date: CalendarDate, occupied: Occupied) {
            self.date = date
            self.occupied = occupied
        }
    }
}
