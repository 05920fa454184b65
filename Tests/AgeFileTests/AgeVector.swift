// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import Foundation
import Testing

/// One file of the age test kit: what to try on an age file, and what must come of it.
struct AgeVector: Sendable, CustomTestStringConvertible {
    enum Failure: Error { case unreadable(String) }

    /// The kit's classes of outcome.
    enum Expectation: String, Sendable {
        case success
        case noMatch = "no match"
        case hmacFailure = "HMAC failure"
        case headerFailure = "header failure"
        case payloadFailure = "payload failure"
        case armorFailure = "armor failure"
    }

    let name: String
    let expectation: Expectation
    /// SHA-256, in hexadecimal, of all plaintext that may be released, also before a failure.
    let payloadHash: String?
    let identities: [String]
    let passphrases: [String]
    /// The file key, in hexadecimal.
    let fileKey: String?
    let isArmored: Bool
    let file: [UInt8]

    var testDescription: String { name }

    private static var folder: URL {
        Bundle.module.resourceURL!.appending(path: "Vectors/testkit")
    }

    /// Every vector that is not armored.
    static let all: [AgeVector] = {
        let names = try! FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return names.map { try! AgeVector(named: $0) }.filter { !$0.isArmored }
    }()

    init(named name: String) throws {
        self.name = name
        let bytes = [UInt8](try Data(contentsOf: AgeVector.folder.appending(path: name)))
        guard let blank = bytes.indices.first(where: { bytes[$0...].starts(with: [0x0a, 0x0a]) }) else {
            throw Failure.unreadable(name)
        }
        var fields: [String: [String]] = [:]
        for line in String(decoding: bytes[..<blank], as: UTF8.self).split(separator: "\n") {
            guard let colon = line.range(of: ": ") else { throw Failure.unreadable(name) }
            fields[String(line[..<colon.lowerBound]), default: []].append(String(line[colon.upperBound...]))
        }
        let known: Set = [
            "expect", "payload", "identity", "passphrase", "file key", "armored", "comment", "compressed",
        ]
        guard known.isSuperset(of: fields.keys), let expectation = Expectation(rawValue: fields["expect"]?.first ?? "")
        else { throw Failure.unreadable(name) }
        self.expectation = expectation
        payloadHash = fields["payload"]?.first
        identities = fields["identity"] ?? []
        passphrases = fields["passphrase"] ?? []
        fileKey = fields["file key"]?.first
        isArmored = fields["armored"] != nil
        let body = Array(bytes[(blank + 2)...])
        file = fields["compressed"] == ["zlib"] ? try Inflate.unpack(zlib: body) : body
    }
}
