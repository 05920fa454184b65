import AuditTrail
import Cryptography

/// The tree as the leaves make it, with every node, to be held against the stored ones.
final class LogTree {
    private var frontier = MerkleFrontier()
    private var levels: [[Digest]] = []
    private var hasher: SHA256Hasher
    /// What the latest leaf made; the room stays.
    private var made: [MerkleNode] = []

    init() throws { hasher = try SHA256Hasher() }

    func append(_ leaf: Digest) throws {
        made.removeAll(keepingCapacity: true)
        try frontier.append(leaf, with: &hasher, into: &made)
        for node in made {
            while levels.count < node.level { levels.append([]) }
            levels[node.level - 1].append(node.hash)
        }
    }

    var size: UInt64 { frontier.size }

    func root() throws -> Digest { try frontier.root() }

    var nodeCount: Int { levels.reduce(0) { $0 + $1.count } }

    func node(level: Int, index: UInt64) -> Digest? {
        guard level >= 1, level <= levels.count, index < UInt64(levels[level - 1].count) else { return nil }
        return levels[level - 1][Int(index)]
    }
}
