import Cryptography
import Testing

@testable import Vault

/// A wrong share gives another secret; with one more than are needed it shows whose it is.
struct ShareFittingTests {
    private func shares(wrong: Set<Int>) throws -> ([ReleasedShare], GenerationStatement) {
        let practice = try OpaqueID.random()
        let compartment = try OpaqueID.random()
        let secret = try CompartmentSecret.random(practice: practice, compartment: compartment, generation: 1)
        let statement = try GenerationStatement(
            of: secret, after: nil, chainHead: ChainHead(position: 0, hash: .zero), assignments: (0, .zero),
            by: try Identity.generate(shortName: "lin"))
        let split = try ShamirSecretSharing.split(secret.secret, threshold: 2, of: 4)
        let released = try split.enumerated().map { place, share -> ReleasedShare in
            var id = [UInt8](repeating: 0, count: 16)
            id[15] = UInt8(place)
            guard wrong.contains(place) else {
                return ReleasedShare(custodian: try #require(OpaqueID(id)), share: share)
            }
            let other = ShamirSecretSharing.Share(index: share.index, bytes: try SecretBytes.random(count: 32))
            return ReleasedShare(custodian: try #require(OpaqueID(id)), share: other)
        }
        return (released, statement)
    }

    private func found(_ places: [Int], wrong: Set<Int>) throws -> [UInt8]? {
        let (shares, statement) = try shares(wrong: wrong)
        let fitting = ShareFitting(places.map { shares[$0] }, threshold: 2, statement: statement)
        guard let found = try fitting.found() else { return nil }
        #expect(found.secret.publicKey == statement.publicKey)
        return found.wrong.map { $0.bytes[15] }.sorted()
    }

    @Test("any two true shares make the key, and nobody is named")
    func whole() throws {
        for one in 0..<4 {
            for other in 0..<4 where one != other { #expect(try found([one, other], wrong: []) == []) }
        }
        #expect(try found([0, 1, 2, 3], wrong: []) == [])
    }

    @Test("with a wrong one among two there is no key; among more it is named, wherever it stands")
    func wrong() throws {
        #expect(try found([0, 1], wrong: [1]) == nil)
        for place in 0..<3 { #expect(try found([0, 1, 2], wrong: [place]) == [UInt8(place)]) }
        #expect(try found([0, 1, 2, 3], wrong: [0, 2]) == [0, 2])
        #expect(try found([0, 1, 2], wrong: [0, 1]) == nil)
    }

    @Test("one share, none, or the same twice are never enough")
    func few() throws {
        #expect(try found([0], wrong: []) == nil)
        #expect(try found([], wrong: []) == nil)
        #expect(try found([0, 0], wrong: []) == nil)
    }
}
