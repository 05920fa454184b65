public import Cryptography

/// A node of the tree: the hash over the leaves [index << level, (index + 1) << level).
public struct MerkleNode: Sendable, Equatable {
    public let level: Int
    public let index: UInt64
    public let hash: Digest

    public init(level: Int, index: UInt64, hash: Digest) {
        self.level = level
        self.index = index
        self.hash = hash
    }
}

/// The complete subtrees at the right edge of a tree: all that appending and the root need, one hash a bit of the size.
public struct MerkleFrontier: Sendable {
    public private(set) var size: UInt64
    /// The subtree of 2^level leaves, for each bit that is set in `size`.
    private var peaks: [Digest?]

    /// The frontier of an empty tree.
    public init() {
        size = 0
        peaks = []
    }

    /// The frontier of a stored tree.
    /// - Parameter node: gives the stored hash of a complete subtree; level 0 is a leaf's hash
    public init(size: UInt64, node: (Int, UInt64) throws -> Digest?) throws {
        self.size = size
        peaks = []
        var covered: UInt64 = 0
        var found: [Int: Digest] = [:]
        for level in stride(from: 63, through: 0, by: -1) where size >> UInt64(level) & 1 == 1 {
            let index = covered >> UInt64(level)
            guard let hash = try node(level, index) else { throw AuditError.brokenTree(level: level, index: index) }
            found[level] = hash
            covered += 1 << UInt64(level)
        }
        if let highest = found.keys.max() { peaks = (0...highest).map { found[$0] } }
    }

    /// Adds a leaf.
    /// - Returns: the complete subtrees above the leaf that it closes, to be stored
    public mutating func append(_ leaf: Digest) throws(AuditError) -> [MerkleNode] {
        var made: [MerkleNode] = []
        var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        try append(leaf, with: &hasher, into: &made)
        return made
    }

    /// The same with a hasher and a list that are kept, for many leaves in a row.
    /// - Parameter made: takes the nodes behind what is in it
    public mutating func append(
        _ leaf: Digest, with hasher: inout SHA256Hasher, into made: inout [MerkleNode]
    ) throws(AuditError) {
        var hash = leaf
        var level = 0
        var index = size
        while level < peaks.count, let left = peaks[level] {
            hash = try MerkleHash.node(left, hash, with: &hasher)
            peaks[level] = nil
            level += 1
            index >>= 1
            made.append(MerkleNode(level: level, index: index, hash: hash))
        }
        if level == peaks.count { peaks.append(hash) } else { peaks[level] = hash }
        size += 1
    }

    /// The Merkle tree hash of RFC 6962.
    public func root() throws(AuditError) -> Digest {
        var result: Digest?
        for case .some(let peak) in peaks {
            if let right = result { result = try MerkleHash.node(peak, right) } else { result = peak }
        }
        if let result { return result }
        return try MerkleHash.empty()
    }
}
