/// The version and suite bytes of every binary structure.
public enum Suite {
    /// Format version 1.
    public static let format: UInt8 = 1
    /// AES-256-GCM, AES-256 Key Wrap, HKDF-SHA256, HMAC-SHA256, SHA-256, Ed25519 and HPKE with DHKEM(X25519,
    /// HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
    public static let one: UInt8 = 1
}

/// The structures of the formats, for errors that say what could not be read.
public enum FormatName: String, Sendable, Equatable {
    case identity, publicIdentity = "public identity", welcome, stationKey = "station key", statement, generation, grant
    case assignment, shares, staleMark = "stale mark", deposit, record, slots, row, entry, checkpoint, pin, letter

    // witnesses
    case witnessKey = "witness key", noteKey = "note key", proof

    // recovery
    case recovery
    // drafts
    case draft
    // epochs
    case epoch
    // disposal
    case disposal
    // second device
    case deviceRequest = "device request", receivingKey = "receiving key", transfer
}
