/// Looks for shares that together make a secret known by something public. One wrong share gives other bytes, and nothing but
/// that tells; with more shares than are needed the wrong ones are found by leaving them out.
public struct ShareFitting {
    /// Of so many shares every choice is tried; nobody has more custodians than this.
    public static let limit = 16

    private let shares: [ShamirSecretSharing.Share]
    private let threshold: Int

    /// - Parameters:
    ///   - shares: the first ``limit`` are looked at.
    ///   - threshold: how many make the secret.
    public init(_ shares: [ShamirSecretSharing.Share], threshold: Int) {
        self.shares = Array(shares.prefix(Self.limit))
        self.threshold = threshold
    }

    /// - Parameter isRight: whether these shares, of different indexes and one length, make the secret.
    /// - Returns: places of shares that make it, and the places of those that are not of it; nil where no choice makes it.
    public func found<E: Error>(_ isRight: ([ShamirSecretSharing.Share]) throws(E) -> Bool) throws(E) -> (
        right: [Int], wrong: [Int]
    )? {
        for choice in Self.choices(of: threshold, among: shares.count) {
            guard try fits(choice, isRight) else { continue }
            // Each of the others stands in for the last of those that fit: what then makes it is on the same polynomial.
            var wrong: [Int] = []
            for other in shares.indices where !choice.contains(other) {
                if try !fits(choice.dropLast() + [other], isRight) { wrong.append(other) }
            }
            return (choice, wrong)
        }
        return nil
    }

    private func fits<E: Error>(
        _ choice: [Int], _ isRight: ([ShamirSecretSharing.Share]) throws(E) -> Bool
    ) throws(E) -> Bool {
        let chosen = choice.map { shares[$0] }
        guard Set(chosen.map(\.index)).count == chosen.count, !chosen.contains(where: { $0.index == 0 }),
            let length = chosen.first?.bytes.count, length > 0, chosen.allSatisfy({ $0.bytes.count == length })
        else { return false }
        return try isRight(chosen)
    }

    /// Every choice of so many places, in order.
    private static func choices(of size: Int, among count: Int) -> [[Int]] {
        guard size > 0, size <= count else { return [] }
        var result: [[Int]] = [[]]
        for taken in 1...size {
            result = result.flatMap { choice in
                let first = (choice.last ?? -1) + 1
                return (first...(count - size + taken - 1)).map { choice + [$0] }
            }
        }
        return result
    }
}
