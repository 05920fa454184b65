/// What makes a supervisor answer for a trainee's notes (督导协议). Everyone who works in the practice may read who supervises
/// whom since when: conflicts of interest and who may be given a case follow from it.
public struct SupervisionAgreement: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let trainee: Identifier<Person>
    public let supervisor: Identifier<Person>
    /// In force from this moment on.
    public let from: UTCTime
    /// No longer in force from this moment on; nil while no end is set.
    public private(set) var until: UTCTime?
    /// The compartment in which the two exchange what is to be co-signed.
    public let thread: Identifier<SupervisionThread>

    /// - Throws: `CounselingError.field("until", .endNotAfterStart)`
    public init(
        trainee: Identifier<Person>, supervisor: Identifier<Person>, from: UTCTime, until: UTCTime?,
        thread: Identifier<SupervisionThread>
    ) throws(CounselingError) {
        if let until, until <= from { throw .field("until", .endNotAfterStart) }
        self.trainee = trainee
        self.supervisor = supervisor
        self.from = from
        self.until = until
        self.thread = thread
    }

    /// Whether it is in force at a moment.
    public func isInForce(at moment: UTCTime) -> Bool {
        from <= moment && until.map { moment < $0 } ?? true
    }

    /// Whether what a supervisor says they did at a moment counts: times are kept in whole seconds, so what was co-signed in
    /// the very second in which the agreement ended came before its end, also where it began in that second.
    public func covered(_ moment: UTCTime) -> Bool {
        from <= moment && until.map { moment <= $0 } ?? true
    }

    /// Whether it was ended before it began: then it never was in force.
    public var wasCalledOff: Bool { until.map { $0 < from } ?? false }

    /// The agreement with its end at a moment; see `wasCalledOff`.
    public func ended(at moment: UTCTime) -> SupervisionAgreement {
        var result = self
        result.until = moment
        return result
    }

    /// Whether another version may follow this one: the same agreement, which nobody may lengthen.
    public func mayBeFollowed(by next: SupervisionAgreement) -> Bool {
        guard let end = next.until else { return false }
        return (next.trainee, next.supervisor, next.from, next.thread) == (trainee, supervisor, from, thread)
            && (until.map { end <= $0 } ?? true)
    }
}

/// The compartment of what passes between a supervisor and a trainee.
public enum SupervisionThread {}
