import Cryptography

/// Records that every practice has once, and whose identifier follows from the practice, so that two of them cannot be made.
public enum FixedRecord: String, CaseIterable, Sendable {
    /// Who is phoned in a crisis.
    case dutyList = "duty-list"
    /// How long what is kept.
    case retentionSchedule = "retention-schedule"

    /// The first 16 bytes of SHA-256(label "tacet/1/fixed-record", practice, name).
    public func id(in practice: OpaqueID) -> OpaqueID {
        var writer = ByteWriter(label: "tacet/1/fixed-record")
        writer.id(practice)
        writer.prefixed(Array(rawValue.utf8))
        guard let digest = try? SHA256.hash(writer.bytes) else { return .none }
        return OpaqueID(digest.bytes.prefix(16)) ?? .none
    }
}
