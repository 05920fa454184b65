/// An informed consent (知情同意书): the body of one revision of its record. The desk records its receipt, the counselor confirms
/// that they explained it.
public struct Consent: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let id: Identifier<Consent>
    public let client: Identifier<Client>
    public let purpose: Purpose
    /// Of the text that was agreed to, as the practice numbers it.
    public let textVersion: String?
    /// Whether the client agreed in person.
    public let clientAgreed: Bool
    /// The guardians who agreed.
    public let guardians: [PersonName]
    public let agreedOn: CalendarDate
    public let receivedBy: Identifier<Person>
    public let received: UTCTime
    public private(set) var explainedBy: Identifier<Person>?
    public private(set) var explained: UTCTime?
    public private(set) var withdrawn: UTCTime?

    /// What is agreed to; each is asked for by itself. The raw values are those of `--for` and of records.
    public enum Purpose: String, CaseIterable, Codable, Hashable, Sendable {
        case counseling, remote, recording, teaching, research
    }

    /// Where a consent stands.
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// Received; whoever explained it has not confirmed that yet.
        case received
        case inForce = "in-force"
        case withdrawn
    }

    public init(
        id: Identifier<Consent>, client: Identifier<Client>, purpose: Purpose, form: ConsentForm,
        receivedBy: Identifier<Person>, isExplained: Bool, now: UTCTime
    ) {
        self.id = id
        self.client = client
        self.purpose = purpose
        textVersion = form.textVersion
        clientAgreed = form.clientAgreed
        guardians = form.guardians
        agreedOn = form.agreedOn
        self.receivedBy = receivedBy
        received = now
        if isExplained { (explainedBy, explained) = (receivedBy, now) }
    }

    public var state: State { withdrawn != nil ? .withdrawn : explained != nil ? .inForce : .received }

    /// - Throws: `.consentSettled` where it is confirmed or withdrawn already.
    public func explained(by person: Identifier<Person>, at now: UTCTime) throws(AppointmentFault) -> Consent {
        guard state == .received else { throw .consentSettled(state) }
        var result = self
        (result.explainedBy, result.explained) = (person, now)
        return result
    }

    /// - Throws: `.consentSettled` where it is withdrawn already.
    public func withdrawn(at now: UTCTime) throws(AppointmentFault) -> Consent {
        guard state != .withdrawn else { throw .consentSettled(state) }
        var result = self
        result.withdrawn = now
        return result
    }

    /// Whether this may be the revision after another.
    public func follows(_ last: Consent) -> Bool {
        var expected = last
        if last.state == .received, let explainedBy, let explained, withdrawn == nil {
            (expected.explainedBy, expected.explained) = (explainedBy, explained)
        } else {
            expected.withdrawn = withdrawn
        }
        return last.state != .withdrawn && self == expected && self != last
    }
}

extension Consent: ConfidentialRecord {}
