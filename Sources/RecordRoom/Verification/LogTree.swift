import AuditTrail
import Cryptography

/// The tree as the leaves make it, with every node, to be held against the stored ones.
struct LogTree {
    private var frontier = MerkleFrontier()
    private var levels: [[Digest]] = []

    mutating func append(_ leaf: Digest) throws {
        for node in try frontier.append(leaf) {
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
