// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import Cryptography
import TestSupport
import Testing

@testable import AgeFile

/// The header parser against mutations of good headers, from a fixed seed.
struct HeaderFuzzTests {
    private static let alphabet = Array("-> \n\r\tAZaz09+/=XS v1\0".utf8) + [0x7f, 0x80, 0xff]

    private static func mutated(_ header: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
        var header = header
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !header.isEmpty {
            let place = header.indices.randomElement(using: &generator)!
            let byte = alphabet.randomElement(using: &generator)!
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: header[place] = byte
            case 1: header.insert(byte, at: place)
            case 2: header.remove(at: place)
            case 3: header.removeSubrange(place..<min(place + 64, header.count))
            case 4: header.insert(contentsOf: header[place..<min(place + 65, header.count)], at: place)
            default:
                var lines = header.split(separator: 0x0a, omittingEmptySubsequences: false)
                lines.shuffle(using: &generator)
                header = Array(lines.joined(separator: [0x0a]))
            }
        }
        return header
    }

    @Test("whatever the parser accepts is written back byte for byte", arguments: [1, 2, 3] as [UInt64])
    func canonical(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let seeds = AgeVector.all.filter { $0.file.count < 1_000 && $0.expectation != .headerFailure }.compactMap {
            vector in
            HeaderSyntax.end(in: vector.file[...]).map { Array(vector.file[..<$0]) }
        }
        var accepted = 0
        for _ in 0..<4_000 {
            let bytes = HeaderFuzzTests.mutated(seeds.randomElement(using: &generator)!, with: &generator)
            let fault = refusal {
                let header = try Header(parsing: bytes[...])
                accepted += 1
                #expect(header.bytes == bytes)
                #expect(Header.authenticatedText(of: header.stanzas) == header.authenticated)
            }
            switch fault {
            case nil, .malformedHeader, .notAnAgeFile, .unsupportedVersion, .armored: break
            default: Issue.record("the parser threw \(String(describing: fault))")
            }
        }
        // The mutations must leave some headers well formed, or nothing was tested.
        #expect(accepted > 100)
    }

    @Test("no mutated header opens a file", arguments: [4, 5] as [UInt64])
    func refused(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let identity = try AgeIdentity.generate()
        let other = try AgeIdentity.generate().recipient
        let file = try AgeFile.seal(secret("a note"), to: [other, identity.recipient])
        let end = try #require(HeaderSyntax.end(in: file[...]))
        for _ in 0..<1_000 {
            let header = HeaderFuzzTests.mutated(Array(file[..<end]), with: &generator)
            guard header != Array(file[..<end]) else { continue }
            let fault = refusal { _ = try AgeFile.open(header + file[end...], with: identity, limit: 99) }
            #expect(fault != nil)
        }
    }

    @Test("bytes at random are never an age file")
    func noise() throws {
        var generator = SeededGenerator(seed: 6)
        let identity = try AgeIdentity.generate()
        for count in 0..<500 {
            let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(refusal { _ = try AgeFile.open(noise, with: identity, limit: 99) } == .notAnAgeFile)
        }
    }
}
