import AuditTrail
import Cryptography

/// The tree as the leaves make it, with every node, to be held against the stored ones.
final class LogTree {
    /// In one piece: each access to a part of a class is watched over, and costs as much as what is done with it.
    private struct Nodes: ~Copyable {
        var frontier = MerkleFrontier()
        var levels: [[Digest]] = []
        var hasher: SHA256Hasher
        /// What the latest leaf made; the room stays.
        var made: [MerkleNode] = []

        init() throws { hasher = try SHA256Hasher() }

        mutating func append(_ leaf: Digest) throws {
            made.removeAll(keepingCapacity: true)
            try frontier.append(leaf, with: &hasher, into: &made)
            for node in made {
                while levels.count < node.level { levels.append([]) }
                levels[node.level - 1].append(node.hash)
            }
        }

        func node(level: Int, index: UInt64) -> Digest? {
            guard level >= 1, level <= levels.count, index < UInt64(levels[level - 1].count) else { return nil }
            return levels[level - 1][Int(index)]
        }
    }

    private var nodes: Nodes

    init() throws { nodes = try Nodes() }

    func append(_ leaf: Digest) throws { try nodes.append(leaf) }

    var size: UInt64 { nodes.frontier.size }

    func root() throws -> Digest { try nodes.frontier.root() }

    var nodeCount: Int { nodes.levels.reduce(0) { $0 + $1.count } }

    func node(level: Int, index: UInt64) -> Digest? { nodes.node(level: level, index: index) }
}
