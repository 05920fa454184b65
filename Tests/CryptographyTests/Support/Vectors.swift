import Cryptography
import Foundation
import Testing

/// One case of a vector file.
struct Vector: CustomTestStringConvertible {
    struct Missing: Error {
        let name: String
    }

    let number: Int
    private(set) var values: [String: String] = [:]

    var testDescription: String { "case \(number)" }

    init(number: Int) {
        self.number = number
    }

    func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw Missing(name: name) }
        return value
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try #require(Hex.decode(try text(name)), "\(name) is not hexadecimal")
    }

    func secret(_ name: String) throws -> SecretBytes {
        try SecretBytes(copying: try bytes(name))
    }

    func number(_ name: String) throws -> Int {
        try #require(Int(try text(name)), "\(name) is not a number")
    }

    var passes: Bool { values["result"] == "pass" || values["result"] == "valid" }

    /// Reads a file of this folder's Vectors; a missing or empty one is a failure, not a test of nothing.
    static func all(_ name: String) throws -> [Vector] {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Vectors"))
        var vectors: [Vector] = []
        var isOpen = false
        for line in try String(contentsOf: url, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line.isEmpty {
                isOpen = false
            } else if !line.hasPrefix("#") {
                if !isOpen { vectors.append(Vector(number: vectors.count + 1)) }
                isOpen = true
                let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                vectors[vectors.count - 1].values[parts[0]] = parts.count == 2 ? parts[1] : ""
            }
        }
        try #require(!vectors.isEmpty)
        return vectors
    }
}

/// `bytes` with one bit of one byte changed, for every byte in turn.
func alterations(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.map { place in
        var altered = bytes
        altered[place] ^= 1 << UInt8(place % 8)
        return altered
    }
}

/// A key that is not random, so that a failure can be repeated.
func patternKey(_ start: UInt8 = 0, count: Int = 32) throws -> SecretBytes {
    try SecretBytes(copying: (0..<count).map { start &+ UInt8(truncatingIfNeeded: $0) })
}
