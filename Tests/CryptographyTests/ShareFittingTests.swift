import Cryptography
import Testing

/// A wrong share gives another secret; with one more than are needed it shows whose it is.
struct ShareFittingTests {
    /// Which of four shares, two of which are enough, are said to be wrong; nil where none make the secret.
    private func wrong(_ places: [Int], altered: Set<Int>) throws -> [Int]? {
        let secret = try SecretBytes.random(count: 32)
        let public1 = try SHA256.hash(secret.withUnsafeBytes { Array($0) })
        let shares = try ShamirSecretSharing.split(secret, threshold: 2, of: 4).enumerated().map { place, share in
            guard altered.contains(place) else { return share }
            return ShamirSecretSharing.Share(index: share.index, bytes: try SecretBytes.random(count: 32))
        }
        func isRight(_ shares: [ShamirSecretSharing.Share]) throws -> Bool {
            let made = try ShamirSecretSharing.combine(shares)
            return try SHA256.hash(made.withUnsafeBytes { Array($0) }) == public1
        }
        guard let found = try ShareFitting(places.map { shares[$0] }, threshold: 2).found(isRight) else { return nil }
        #expect(try isRight(found.right.map { shares[places[$0]] }))
        return found.wrong.map { places[$0] }
    }

    @Test("any two true shares make the key, and nobody is named")
    func whole() throws {
        for one in 0..<4 {
            for other in 0..<4 where one != other { #expect(try wrong([one, other], altered: []) == []) }
        }
        #expect(try wrong([0, 1, 2, 3], altered: []) == [])
    }

    @Test("with a wrong one among two there is no key; among more it is named, wherever it stands")
    func oneWrong() throws {
        #expect(try wrong([0, 1], altered: [1]) == nil)
        for place in 0..<3 { #expect(try wrong([0, 1, 2], altered: [place]) == [place]) }
        #expect(try wrong([0, 1, 2, 3], altered: [0, 2]) == [0, 2])
        #expect(try wrong([0, 1, 2], altered: [0, 1]) == nil)
    }

    @Test("one share, none, or the same twice are never enough")
    func few() throws {
        #expect(try wrong([0], altered: []) == nil)
        #expect(try wrong([], altered: []) == nil)
        #expect(try wrong([0, 0], altered: []) == nil)
    }

    @Test("shares of different lengths, or of index 0, make nothing and stop nothing")
    func nonsense() throws {
        let secret = try SecretBytes.random(count: 32)
        let shares = try ShamirSecretSharing.split(secret, threshold: 2, of: 2)
        let short = ShamirSecretSharing.Share(index: 9, bytes: try SecretBytes.random(count: 31))
        let zero = ShamirSecretSharing.Share(index: 0, bytes: try SecretBytes.random(count: 32))
        let found = try ShareFitting([short, zero] + shares, threshold: 2).found { chosen in
            let made = try ShamirSecretSharing.combine(chosen)
            return made.withUnsafeBytes { Array($0) } == secret.withUnsafeBytes { Array($0) }
        }
        #expect(found?.right == [2, 3])
        #expect(found?.wrong == [0, 1])
    }
}
