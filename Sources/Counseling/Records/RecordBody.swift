#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a sealed record holds: UTF-8 JSON that names its schema version.
///
/// A conforming type stores a `SchemaVersion1` under the key `schema`.
public protocol RecordBody: Codable, Sendable {
    /// Whether this program could have written it: numbers and times that the rest of it may count with. Whoever has a key seals
    /// what they like, and each value by itself may be one that its type can hold.
    var isPossible: Bool { get }
}

extension RecordBody {
    public var isPossible: Bool { true }

    /// The JSON to be sealed, keys in alphabetical order, so that equal values are equal bytes.
    ///
    /// - Throws: `CounselingError.unencodable`.
    public func encodedBody() throws(CounselingError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(self)) } catch { throw .unencodable }
    }

    /// The value of an unsealed body.
    ///
    /// - Throws: `CounselingError.unknownSchema` for a version made by a later program, `.malformedBody` for anything else that
    ///   is not what `encodedBody` writes. The cause within is dropped on purpose: a decoding error quotes content, and a field
    ///   that is at fault is nothing that whoever reads could mend: another program wrote it.
    public init(body: [UInt8]) throws(CounselingError) {
        // The decoder would guess at UTF-16 and UTF-32, in which no program writes: every mark of ASCII has a zero byte there.
        guard !body.contains(0), String(validating: body, as: UTF8.self) != nil else { throw .malformedBody }
        let decoded: Self
        do {
            decoded = try JSONDecoder().decode(Self.self, from: Data(body))
        } catch CounselingError.unknownSchema(let version) {
            throw .unknownSchema(version: version)
        } catch {
            throw .malformedBody
        }
        guard decoded.isPossible else { throw .malformedBody }
        self = decoded
    }
}

/// The first version of a body's shape; it encodes as the number 1 and decodes from nothing else.
public struct SchemaVersion1: Codable, Hashable, Sendable {
    public init() {}

    public init(from decoder: any Decoder) throws {
        let version = try decoder.singleValueContainer().decode(Int.self)
        guard version == 1 else { throw CounselingError.unknownSchema(version: version) }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(1)
    }
}
