public import Counseling
public import RecordStore
import Vault

/// What the door needs from around it, passed in.
public struct RoomSurroundings {
    /// The time now, UTC.
    public let now: () -> UTCTime
    /// The program's version, which every entry names.
    public let version: String
    /// Where this identity's pin is kept.
    public let pins: any PinKeeping
    /// The station key file's bytes, if this workstation has one.
    public let station: [UInt8]?
    /// Where a person, or this workstation, remembers a practice's rows on this computer; nil where nothing can be remembered, and the
    /// log is read each time. Both by their identifiers, 32 hexadecimal digits.
    public let memory: (_ practice: String, _ person: String) -> (any RowMemoryFile)?

    public init(
        now: @escaping () -> UTCTime, version: String, pins: any PinKeeping, station: [UInt8]?,
        memory: @escaping (_ practice: String, _ person: String) -> (any RowMemoryFile)? = { _, _ in nil }
    ) {
        self.memory = memory
        self.now = now
        self.version = version
        self.pins = pins
        self.station = station
    }
}

/// Keeps an identity's pins away from the practice folder.
public protocol PinKeeping {
    /// The pin's bytes; nil where there is none. Throws when it is there and cannot be read.
    func load(practice: String, person: String) throws -> [UInt8]?
    /// Replaces the pin with what `body` makes of the one that stands there now, under a lock, durably. Nothing is written
    /// where `body` returns nil.
    func update(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws
    /// The same for whoever only looked, without waiting for the disk: losing power may leave a pin of before.
    func updateLooking(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws
    /// Where the pin is, as a person finds it.
    func place(practice: String, person: String) -> String
    /// Every pin of a practice on this computer, whosever it is: verification holds the log against them. Throws where one is there
    /// and cannot be read now: nothing is to be called sound that was not held against it.
    func all(practice: String) throws -> [KeptPin]
}

extension PinKeeping {
    public func updateLooking(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws {
        try update(practice: practice, person: person, body)
    }
    public func all(practice: String) throws -> [KeptPin] { [] }
    public func place(practice: String, person: String) -> String { "\(practice)/\(person).pin" }
}
