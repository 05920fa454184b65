import Cryptography

/// Blind tags of the 5-minute intervals that an appointment occupies. The store keeps them unique without knowing of what:
/// two people who book the same counselor, room or client at once meet in a UNIQUE constraint.
public enum SlotTags {
    /// An interval's length, seconds.
    public static let interval: Int64 = 300

    /// Whose time is occupied.
    public enum Occupied: UInt8, Sendable { case client = 1, counselor = 2, room = 3 }

    /// The tags of the intervals that touch [start, end).
    /// - Parameters:
    ///   - subject: the counselor, room or client
    ///   - start, end: seconds since 1970 UTC; end after start
    ///   - secret: of the client's file for a client, of `schedule` for counselors and rooms
    /// - Returns: 16 bytes each: HMAC-SHA256(tag key, label, what, subject, interval number), cut
    public static func tags(
        for what: Occupied, subject: OpaqueID, from start: Int64, to end: Int64, under secret: CompartmentSecret
    ) throws(VaultError) -> [OpaqueID] {
        guard start < end, start >= 0 else { return [] }
        var result: [OpaqueID] = []
        for number in (start / interval)...((end - 1) / interval) {
            var writer = ByteWriter(label: "tacet/1/slot")
            writer.u8(what.rawValue)
            writer.id(subject)
            writer.u64(UInt64(number))
            let code = try cryptographic { () throws(CryptographyError) in
                try HMACSHA256.authenticationCode(for: writer.bytes, key: secret.tagKey)
            }
            if let tag = OpaqueID(code.bytes.prefix(16)) { result.append(tag) }
        }
        return result
    }

    /// The identifier of a room, which lies in no list: the first 16 bytes of SHA-256(label "tacet/1/room", its name).
    /// - Parameter name: folded as the format says, so that two spellings of one room meet
    public static func room(named name: String) throws(VaultError) -> OpaqueID {
        var writer = ByteWriter(label: "tacet/1/room")
        writer.prefixed(Array(name.utf8))
        return OpaqueID(try digest(of: writer.bytes).bytes.prefix(16)) ?? .none
    }

    /// The row that holds an appointment's tags, sorted, so that the log accounts for all of them at once.
    public static func row(owner: OpaqueID, compartment: OpaqueID, tags: [OpaqueID]) -> SealedRow {
        SealedRow(.slots, key: owner.bytes, scope: compartment, body: tags.sorted().flatMap(\.bytes))
    }

    /// The tags in a row's body. Throws `.malformed(.slots)`.
    public static func tags(in body: [UInt8]) throws(VaultError) -> [OpaqueID] {
        var reader = ByteReader(body, of: .slots)
        var result: [OpaqueID] = []
        while !reader.rest.isEmpty { result.append(try reader.id()) }
        guard zip(result, result.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .malformed(.slots) }
        return result
    }
}
