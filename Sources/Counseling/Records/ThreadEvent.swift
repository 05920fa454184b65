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
    /// The numbers before it in whose places its author found nothing that counts; nil where there were none. One that counts later
    /// was hidden from whoever went on behind it.
    public let passedOver: [UInt32]?

    public init(number: UInt32, at: UTCTime, by: Identifier<Person>, what: Content, passedOver: [UInt32] = []) {
        self.number = number
        self.at = at
        self.by = by
        self.what = what
        self.passedOver = passedOver.isEmpty ? nil : passedOver
    }

    public var isPossible: Bool { passedOver?.allSatisfy { (1..<max(number, 1)).contains($0) } ?? true }
}

/// What every event says, whatever it is about.
public struct ThreadEventHead: RecordBody {
    private var schema = SchemaVersion1()
    public let number: UInt32
    public let at: UTCTime
    public let by: Identifier<Person>
    public let passedOver: [UInt32]?
}
