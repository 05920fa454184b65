/// One event of a thread: a sequence of signed events in a compartment of its own, to which each of its people adds, such as
/// a review or a complaint. Events are numbered from 1 and never changed; how things stand follows from all of them.
public struct ThreadEvent<Content: Codable & Sendable>: RecordBody {
    private var schema = SchemaVersion1()
    /// Its number in the thread, from 1.
    public let number: UInt32
    public let at: UTCTime
    /// Who signed it.
    public let by: Identifier<Person>
    public let what: Content

    public init(number: UInt32, at: UTCTime, by: Identifier<Person>, what: Content) {
        self.number = number
        self.at = at
        self.by = by
        self.what = what
    }
}

/// What every event says, whatever it is about.
public struct ThreadEventHead: RecordBody {
    private var schema = SchemaVersion1()
    public let number: UInt32
    public let at: UTCTime
    public let by: Identifier<Person>
}
