/// One client's counseling with one counselor (个案): the body of a case's first record.
public struct CounselingCase: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let client: Identifier<Client>
    /// The assigned counselor or trainee.
    public private(set) var counselor: Identifier<Person>
    /// Whose key opens the notes.
    public let compartment: Identifier<CaseCompartment>
    public let opened: UTCTime
    public private(set) var state: CaseState
    /// When it was closed; nil while it is open, and where a program closed it that recorded no time.
    public private(set) var closed: UTCTime?

    /// A case that is open from `opened` on.
    public init(
        client: Identifier<Client>, counselor: Identifier<Person>, compartment: Identifier<CaseCompartment>,
        opened: UTCTime
    ) {
        self.client = client
        self.counselor = counselor
        self.compartment = compartment
        self.opened = opened
        state = .open
    }

    /// The case in another state.
    ///
    /// - Parameter time: from which its period of keeping is counted, where it is closed
    /// - Throws: `CounselingError.refusedTransition`.
    public func advanced(to next: CaseState, at time: UTCTime? = nil) throws(CounselingError) -> CounselingCase {
        var result = self
        result.state = try state.advance(next)
        if result.state == .closed { result.closed = time }
        return result
    }

    /// The case with another counselor, open or closed: somebody answers for what was written in either.
    public func handed(to successor: Identifier<Person>) -> CounselingCase {
        var result = self
        result.counselor = successor
        return result
    }

    /// Whether this may be the version after another.
    public func follows(_ former: CounselingCase) -> Bool {
        guard client == former.client, compartment == former.compartment, opened == former.opened else { return false }
        return former.state == .open ? state == .closed || closed == nil : state == .closed && closed == former.closed
    }
}

extension CounselingCase: ConfidentialRecord {}
