/// A type with confidential content, which neither `print` nor `dump` nor a failed expectation spells out.
///
/// Swift prints a struct by reflection, every field of it, wherever one is interpolated: into a log, a crash message,
/// an error. Types that carry names or session text conform to this and show one fixed word instead.
public protocol ConfidentialRecord: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension ConfidentialRecord {
    public var description: String { "‹confidential›" }
    public var debugDescription: String { "‹confidential›" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
