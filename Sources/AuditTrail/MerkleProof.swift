public import Cryptography
import Vault

/// Proofs about the tree (RFC 6962, sections 2.1.1 and 2.1.2; checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2, says):
/// that a leaf is in it, and that a later tree only adds to an earlier one.
public struct MerkleProof: Sendable, Equatable {
    /// The hashes, in the order of the RFC.
    public let path: [Digest]
    /// A tree of 2^64 leaves has no longer path; more is not looked at.
    static let longest = 64

    public init(path: [Digest]) { self.path = path }

    /// That the leaf at `index` is in the tree of the first `size` leaves.
    /// - Parameter node: gives the hash of a complete subtree; level 0 is a leaf's
    public init(
        ofLeaf index: UInt64, in size: UInt64, node: (Int, UInt64) throws -> Digest?
    ) throws {
        guard index < size else { throw AuditError.malformed(.proof) }
        var path: [Digest] = []
        var (start, end) = (UInt64(0), size)
        while end - start > 1 {
            let middle = start + Self.split(end - start)
            if index < middle {
                path.append(try Self.hash(middle, end, node))
                end = middle
            } else {
                path.append(try Self.hash(start, middle, node))
                start = middle
            }
        }
        self.path = path.reversed()
    }

    /// That the tree of the first `size` leaves begins with that of the first `old` ones.
    public init(from old: UInt64, to size: UInt64, node: (Int, UInt64) throws -> Digest?) throws {
        guard old > 0, old <= size else { throw AuditError.malformed(.proof) }
        var path: [Digest] = []
        var (start, end, rest) = (UInt64(0), size, old)
        // Whether what is left of the old tree is a subtree whose hash the other side has already.
        var isKnown = true
        while rest < end - start {
            let left = Self.split(end - start)
            if rest <= left {
                path.append(try Self.hash(start + left, end, node))
                end = start + left
            } else {
                path.append(try Self.hash(start, start + left, node))
                start += left
                rest -= left
                isKnown = false
            }
        }
        if !isKnown { path.append(try Self.hash(start, end, node)) }
        self.path = path.reversed()
    }

    /// Whether it leads from the leaf's hash to the root.
    public func proves(leaf: Digest, at index: UInt64, in size: UInt64, root: Digest) throws(AuditError) -> Bool {
        guard index < size, path.count <= Self.longest else { return false }
        var (first, second, result) = (index, size - 1, leaf)
        for hash in path {
            guard second > 0 else { return false }
            if first & 1 == 1 || first == second {
                result = try MerkleHash.node(hash, result)
                while first & 1 == 0, first != 0 { (first, second) = (first >> 1, second >> 1) }
            } else {
                result = try MerkleHash.node(result, hash)
            }
            (first, second) = (first >> 1, second >> 1)
        }
        return second == 0 && result == root
    }

    /// Whether it shows that the later tree only adds to the earlier one.
    public func proves(
        old: UInt64, _ oldRoot: Digest, to size: UInt64, _ root: Digest
    ) throws(AuditError) -> Bool {
        guard old > 0, old <= size, path.count <= Self.longest else { return false }
        if old == size { return path.isEmpty && oldRoot == root }
        // A complete earlier tree is itself the first subtree, and left out of the path.
        let whole = old & (old - 1) == 0 ? [oldRoot] + path : path
        guard !path.isEmpty, let start = whole.first else { return false }
        var (first, second) = (old - 1, size - 1)
        while first & 1 == 1 { (first, second) = (first >> 1, second >> 1) }
        var (earlier, later) = (start, start)
        for hash in whole.dropFirst() {
            guard second > 0 else { return false }
            if first & 1 == 1 || first == second {
                earlier = try MerkleHash.node(hash, earlier)
                later = try MerkleHash.node(hash, later)
                while first & 1 == 0, first != 0 { (first, second) = (first >> 1, second >> 1) }
            } else {
                later = try MerkleHash.node(later, hash)
            }
            (first, second) = (first >> 1, second >> 1)
        }
        return second == 0 && earlier == oldRoot && later == root
    }

    /// The largest power of two below a count of at least two.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

    /// The tree hash over the leaves [start, end) of a subtree that the RFC's splitting leads to.
    private static func hash(
        _ start: UInt64, _ end: UInt64, _ node: (Int, UInt64) throws -> Digest?
    ) throws -> Digest {
        let count = end - start
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            guard let hash = try node(level, start >> UInt64(level)) else {
                throw AuditError.brokenTree(level: level, index: start >> UInt64(level))
            }
            return hash
        }
        let middle = start + split(count)
        return try MerkleHash.node(try hash(start, middle, node), try hash(middle, end, node))
    }
}
