/// What the identifier of a computer to which somebody's keys were brought names: that of the request it was made with. The computer
/// where the keys were made has the identifier of the keys.
public enum Device {}
/// What the identifier of a person's pair of key pairs names.
public enum PersonKeys {}

/// What a person calls a computer, so that they know later which one is meant.
public struct DeviceName: Hashable, Sendable {
    /// The most Unicode scalars.
    public static let limit = 60

    /// As it was typed, trimmed and composed.
    public let text: String

    /// - Throws: `CounselingError.field` where it is empty, too long, shows nothing, or has characters that steer a terminal.
    public init(_ text: String, at path: FieldPath = "called") throws(CounselingError) {
        try self.init(recorded: text, at: path)
        try PlainText.requireVisible(self.text, at: path)
    }

    private init(recorded text: String, at path: FieldPath) throws(CounselingError) {
        guard let line = try PlainText.line(text, at: path, limit: Self.limit) else { throw .field(path, .missing) }
        self.text = line
    }
}

extension DeviceName: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(recorded: decoder.singleValueContainer().decode(String.self), at: "called")
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// How things stand with a computer that has somebody's keys.
public enum DeviceState: String, CaseIterable, Sendable {
    /// Nobody asked for it yet.
    case unknown
    /// The keys were handed out to it.
    case allowed
    /// They arrived there.
    case inUse = "in-use"
    /// Their person says that it is lost.
    case lost

    /// The state after a step.
    ///
    /// - Throws: `CounselingError.refusedStep`: what is in use needs no second transfer, and nothing follows a loss. A transfer
    ///   that did not arrive is made again, and an arrival that was cut short is finished.
    public func advance(_ step: DeviceEvent.Step) throws(CounselingError) -> DeviceState {
        switch (self, step) {
        case (.unknown, .allowed), (.allowed, .allowed): return .allowed
        case (.allowed, .inUse), (.inUse, .inUse): return .inUse
        case (.allowed, .lost), (.inUse, .lost): return .lost
        case (.unknown, .inUse), (.unknown, .lost), (.inUse, .allowed), (.lost, _): throw .refusedStep
        }
    }
}

/// One step with a computer, left for everybody who works there by the person whose keys they are: whoever sees that a colleague's
/// keys went somewhere can ask them.
public struct DeviceEvent: RecordBody, Hashable {
    public enum Step: String, CaseIterable, Codable, Hashable, Sendable {
        case allowed
        case inUse = "in-use"
        case lost
    }

    private var schema = SchemaVersion1()
    public let device: Identifier<Device>
    /// The keys that this is about; others may have taken their place since.
    public let keys: Identifier<PersonKeys>
    public let step: Step
    public let at: UTCTime
    public let name: DeviceName?

    public init(
        _ step: Step, _ device: Identifier<Device>, keys: Identifier<PersonKeys>, at: UTCTime, name: DeviceName?
    ) {
        self.device = device
        self.keys = keys
        self.step = step
        self.at = at
        self.name = name
    }
}
