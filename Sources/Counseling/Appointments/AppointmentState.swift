/// Where an appointment (预约) stands. The raw values are those of records.
public enum AppointmentState: String, CaseIterable, Codable, Hashable, Sendable {
    /// Asked for; the time is held meanwhile.
    case requested
    case confirmed
    /// The client is here.
    case arrived
    case completed
    case cancelled
    /// The client did not come (未到).
    case noShow = "no-show"
    /// Moved to another time, where its successor stands (改约).
    case rescheduled

    /// Whether nothing follows but taking it back.
    public var isFinal: Bool { [.completed, .cancelled, .noShow, .rescheduled].contains(self) }

    /// Whether it occupies the time of counselor, client and room. What took place, or would have, still does.
    public var occupiesTime: Bool { self != .cancelled && self != .rescheduled }

    /// The state after a change to `next`. A confirmed one may be completed at once: by phone or video nobody arrives.
    ///
    /// - Throws: `AppointmentFault.refusedTransition` for every other change.
    public func advance(_ next: AppointmentState) throws(AppointmentFault) -> AppointmentState {
        let allowed: [AppointmentState]
        switch self {
        case .requested: allowed = [.confirmed, .cancelled, .rescheduled]
        case .confirmed: allowed = [.arrived, .completed, .cancelled, .noShow, .rescheduled]
        case .arrived: allowed = [.completed, .cancelled]
        case .completed, .cancelled, .noShow, .rescheduled: allowed = []
        }
        guard allowed.contains(next) else { throw .refusedTransition(from: self, to: next) }
        return next
    }

    /// The state after a mark that was set by mistake is taken off: whoever was marked as here, held or missed is awaited again.
    /// What was cancelled or moved gave its time back, and is booked anew.
    ///
    /// - Throws: `AppointmentFault.refusedTransition` where there is no such mark.
    public func reopened() throws(AppointmentFault) -> AppointmentState {
        guard [.arrived, .completed, .noShow].contains(self) else {
            throw .refusedTransition(from: self, to: .confirmed)
        }
        return .confirmed
    }
}
