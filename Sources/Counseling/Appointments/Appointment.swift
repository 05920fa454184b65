/// A client's hour with a counselor (预约): the body of one revision of its record. Each change of state is a revision.
public struct Appointment: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let id: Identifier<Appointment>
    public let client: Identifier<Client>
    public let caseID: Identifier<CounselingCase>?
    public let counselor: Identifier<Person>
    public let start: UTCTime
    public let end: UTCTime
    public let room: RoomLabel?
    public let modality: Modality
    /// Shared by the appointments that were booked together (固定预约).
    public let series: Identifier<AppointmentSeries>?
    /// The one that was moved here.
    public let predecessor: Identifier<Appointment>?
    public let booked: UTCTime
    public private(set) var state: AppointmentState
    /// When this revision was made.
    public private(set) var changed: UTCTime
    /// The one that it was moved to.
    public private(set) var successor: Identifier<Appointment>?
    public private(set) var cancelledBy: Canceller?
    /// Whether it was cancelled less than a day before.
    public private(set) var cancelledLate: Bool?
    /// When the session really began and ended.
    public private(set) var started: UTCTime?
    public private(set) var ended: UTCTime?
    /// A first session that was held without consent because of a crisis.
    public private(set) var withoutConsent: Bool?
    /// The revision that this one takes back.
    public private(set) var undoes: Int?
    /// The revision whose mark was wrong; this one is confirmed again.
    public private(set) var reopens: Int?

    private enum CodingKeys: String, CodingKey {
        case schema, id, client, caseID = "case", counselor, start, end, room, modality, series, predecessor, booked,
            state, changed, successor, cancelledBy, cancelledLate, started, ended, withoutConsent, undoes, reopens
    }

    /// How client and counselor meet.
    public enum Modality: String, CaseIterable, Codable, Hashable, Sendable {
        case inPerson = "in-person"
        case phone, video

        /// Whether it needs a consent of its own.
        public var isRemote: Bool { self != .inPerson }
    }

    /// Who cancelled.
    public enum Canceller: String, CaseIterable, Codable, Hashable, Sendable {
        case client, counselor, practice
    }

    /// Cancelled less than so many seconds before the start is late.
    public static let lateCancellation: Int64 = 86_400
    /// For so many seconds a change of state can be taken back.
    public static let undoable: Int64 = 600

    /// A new appointment.
    /// - Parameter plan: checked when it was made
    public init(
        id: Identifier<Appointment>, plan: AppointmentPlan, start: UTCTime, end: UTCTime, isConfirmed: Bool,
        series: Identifier<AppointmentSeries>? = nil, predecessor: Identifier<Appointment>? = nil, now: UTCTime
    ) {
        self.id = id
        client = plan.client
        caseID = plan.caseID
        counselor = plan.counselor
        self.start = start
        self.end = end
        room = plan.room
        modality = plan.modality
        self.series = series
        self.predecessor = predecessor
        booked = now
        state = isConfirmed ? .confirmed : .requested
        changed = now
    }

    /// What stays the same when it is moved.
    public var plan: AppointmentPlan {
        AppointmentPlan(client: client, caseID: caseID, counselor: counselor, room: room, modality: modality)
    }

    private func advanced(to next: AppointmentState, at now: UTCTime) throws(AppointmentFault) -> Appointment {
        var result = self
        result.state = try state.advance(next)
        result.changed = later(now)
        result.undoes = nil
        result.reopens = nil
        return result
    }

    /// A clock may stand some minutes behind the one that made the revision before, which no revision precedes. Where it stands
    /// further behind, nothing is written at all.
    private func later(_ now: UTCTime) -> UTCTime { max(now, changed) }

    /// Whether it ends after it begins, and within a day: its time is counted in intervals, each of which is a tag.
    public var isPossible: Bool { (1...86_400).contains(end.seconds(since: start)) }

    /// Whether its time is over and nobody has said what became of it.
    public func isUnsettled(at now: UTCTime) -> Bool { !state.isFinal && end <= now }

    public func confirmed(at now: UTCTime) throws(AppointmentFault) -> Appointment {
        try advanced(to: .confirmed, at: now)
    }

    /// - Parameters:
    ///   - started: when the session began, where that is known already
    ///   - withoutConsent: whether a crisis stood in for the consent
    public func arrived(at now: UTCTime, started: UTCTime?, withoutConsent: Bool) throws(AppointmentFault)
        -> Appointment
    {
        var result = try advanced(to: .arrived, at: now)
        result.started = started
        if withoutConsent { result.withoutConsent = true }
        return result
    }

    /// - Parameter times: checked when they were made
    public func completed(at now: UTCTime, times: SessionTimes, withoutConsent: Bool) throws(AppointmentFault)
        -> Appointment
    {
        var result = try advanced(to: .completed, at: now)
        result.started = times.start
        result.ended = times.end
        if withoutConsent { result.withoutConsent = true }
        return result
    }

    /// When the session was held, as far as that was not recorded: from its arrival or its planned start, for as long as
    /// planned, but not beyond now; whoever completes it in time says that it ends now.
    /// - Throws: `AppointmentFault.notBegunYet` before the start, unless it is said when it began;
    ///   `CounselingError.field` where that lies in the future, or it ends before it begins
    public func times(started: UTCTime?, ended: UTCTime?, now: UTCTime) throws -> SessionTimes {
        let start = started ?? self.started ?? self.start
        guard started != nil || start <= now else { throw AppointmentFault.notBegunYet(start: start) }
        // A session runs over by minutes; what is completed hours later ended long ago.
        let planned = start.secondsSince1970 + end.seconds(since: self.start)
        let isTimely = now.secondsSince1970 <= planned + 1800
        let last = try ended ?? (isTimely ? now : UTCTime(secondsSince1970: planned))
        do { return try SessionTimes(start: start, end: last, now: now) } catch {
            // By the names of what was said here, which is not what a note's form calls them.
            guard case .field(let path, let problem) = error else { throw error }
            throw CounselingError.field(path == "start" ? "started" : "ended", problem)
        }
    }

    public func cancelled(by canceller: Canceller, at now: UTCTime) throws(AppointmentFault) -> Appointment {
        var result = try advanced(to: .cancelled, at: now)
        result.cancelledBy = canceller
        result.cancelledLate = start.seconds(since: now) < Self.lateCancellation
        return result
    }

    /// Whether the appointment's own day has come in the practice's time zone. A mark of what took place counts from then on:
    /// whoever marks tomorrow's means another one.
    public func isItsDay(at now: UTCTime, in clock: LocalClock) -> Bool { clock.day(of: now) >= clock.day(of: start) }

    /// Confirmed again, because it was marked by mistake: a correction of its own, at any time.
    /// - Parameter revision: the number of this one
    public func reopened(revision: Int, at now: UTCTime) throws(AppointmentFault) -> Appointment {
        var result = self
        result.state = try state.reopened()
        result.changed = later(now)
        result.undoes = nil
        result.reopens = revision
        (result.started, result.ended, result.withoutConsent) = (nil, nil, nil)
        return result
    }

    /// - Throws: also `.notBegunYet` before the start.
    public func missed(at now: UTCTime) throws(AppointmentFault) -> Appointment {
        let result = try advanced(to: .noShow, at: now)
        guard now >= start else { throw .notBegunYet(start: start) }
        return result
    }

    public func moved(to successor: Identifier<Appointment>, at now: UTCTime) throws(AppointmentFault) -> Appointment {
        var result = try advanced(to: .rescheduled, at: now)
        result.successor = successor
        return result
    }

    /// As it stood before the last change, as a revision of its own.
    /// - Parameters:
    ///   - before: the revision before this one
    ///   - revision: the number of this one
    /// - Throws: `.nothingToUndo` after ten minutes, `.undoneAlready` for what is itself taken back, `.cannotUndo` where it was moved
    public func takenBack(to before: Appointment, revision: Int, at now: UTCTime) throws(AppointmentFault)
        -> Appointment
    {
        guard now.seconds(since: changed) <= Self.undoable else { throw .nothingToUndo }
        guard undoes == nil else { throw .undoneAlready }
        guard state != .rescheduled else { throw .cannotUndo }
        var result = before
        result.changed = later(now)
        result.undoes = revision
        return result
    }

    /// Whether this may be the revision after another.
    /// - Parameters:
    ///   - last: the one before
    ///   - earlier: the one before that
    ///   - number: this revision's
    public func follows(_ last: Appointment, _ earlier: Appointment?, number: Int) -> Bool {
        guard id == last.id, plan == last.plan, start == last.start, end == last.end, series == last.series,
            predecessor == last.predecessor, booked == last.booked, changed >= last.changed
        else { return false }
        if let undoes {
            guard undoes == number - 1, last.undoes == nil, var expected = earlier else { return false }
            expected.changed = changed
            expected.undoes = undoes
            return self == expected && last.state != .rescheduled
                && changed.seconds(since: last.changed) <= Self.undoable
        }
        if let reopens {
            guard reopens == number - 1, var expected = try? last.reopened(revision: reopens, at: changed) else {
                return false
            }
            expected.changed = changed
            return self == expected
        }
        return (try? last.state.advance(state)) != nil && (successor != nil) == (state == .rescheduled)
            && (cancelledBy != nil) == (state == .cancelled)
    }
}

extension Appointment: ConfidentialRecord {}
