import AuditTrail
import Cryptography
import TestSupport
import Testing

/// RFC 6962, section 2.1, and RFC 9162, section 2.1.1, which define the same tree.
struct MerkleTests {
    /// The tree as the RFC defines it: split before the largest power of two below the size, and hash both halves.
    private func definition(_ leaves: ArraySlice<[UInt8]>) throws -> Digest {
        guard let first = leaves.first else { return try SHA256.hash([]) }
        guard leaves.count > 1 else { return try SHA256.hash([0] + first) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        let (left, right) = (try definition(leaves[..<middle]), try definition(leaves[middle...]))
        return try SHA256.hash([1] + left.bytes + right.bytes)
    }

    private func leaf(_ number: Int) -> [UInt8] { Array("entry \(number)".utf8) }

    /// Leaves and roots of the Certificate Transparency project's own tests (github.com/transparency-dev/merkle,
    /// testonly/constants.go: LeafInputs and RootHashes), which most implementations are checked against.
    private static let published: [(leaf: String, root: String)] = [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (
            "606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        ),
    ]

    @Test("the roots are the published ones, from the empty tree to eight leaves")
    func publishedRoots() throws {
        var tree = MerkleFrontier()
        #expect(try tree.root().hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (leaf, root) in Self.published {
            _ = try tree.append(try MerkleHash.leaf(bytes(leaf)))
            #expect(try tree.root().hex == root, "\(tree.size) leaves")
        }
        #expect(tree.size == 8)
    }

    @Test("for every size up to 300 the root is the one of the definition")
    func everySize() throws {
        var tree = MerkleFrontier()
        var leaves: [[UInt8]] = []
        for number in 0...300 {
            #expect(try tree.root() == definition(leaves[...]), "\(number) leaves")
            #expect(tree.size == UInt64(number))
            leaves.append(leaf(number))
            _ = try tree.append(try MerkleHash.leaf(leaf(number)))
        }
    }

    @Test("leaves at random, of sizes at random, give the root of the definition", arguments: [7, 8, 9] as [UInt64])
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let size = Int.random(in: 1_000...3_000, using: &generator)
        let leaves = (0..<size).map { _ in generator.bytes(Int.random(in: 0...80, using: &generator)) }
        var tree = MerkleFrontier()
        for leaf in leaves { _ = try tree.append(try MerkleHash.leaf(leaf)) }
        #expect(try tree.root() == definition(leaves[...]))
    }

    @Test("appending gives each complete subtree above the leaves once, with the hash of the definition")
    func nodes() throws {
        var tree = MerkleFrontier()
        let leaves = (0..<200).map(leaf)
        var made: [MerkleNode] = []
        for leaf in leaves { made += try tree.append(try MerkleHash.leaf(leaf)) }
        for node in made {
            let first = Int(node.index) << node.level
            #expect(node.level >= 1)
            #expect(try node.hash == definition(leaves[first..<(first + 1 << node.level)]))
        }
        let places = Set(made.map { "\($0.level)/\($0.index)" })
        #expect(places.count == made.count)
        // 200 / 2 pairs, 200 / 4 fours and so on: what is complete, and nothing else.
        #expect(made.count == (1...7).reduce(0) { $0 + 200 >> $1 })
    }

    @Test("the stored nodes of any size lead to the same root and can be gone on from")
    func stored() throws {
        var tree = MerkleFrontier()
        var nodes: [String: Digest] = [:]
        for number in 0..<130 {
            let again = try MerkleFrontier(size: UInt64(number)) { level, index in nodes["\(level)/\(index)"] }
            #expect(try again.root() == tree.root(), "\(number) leaves")
            let hash = try MerkleHash.leaf(leaf(number))
            nodes["0/\(number)"] = hash
            var goneOn = again
            let made = try goneOn.append(hash)
            #expect(try made == tree.append(hash))
            for node in made { nodes["\(node.level)/\(node.index)"] = node.hash }
        }
    }

    @Test("a stored node that is missing is named")
    func missing() throws {
        for size: UInt64 in [1, 2, 3, 6, 7, 64, 100, 129] {
            let fault = refusal { _ = try MerkleFrontier(size: size) { _, _ in nil } }
            let level = UInt64.bitWidth - 1 - size.leadingZeroBitCount
            #expect(fault == .brokenTree(level: level, index: 0))
        }
    }

    @Test("a leaf is never taken for a node, nor two leaves for one")
    func domains() throws {
        let (left, right) = (try MerkleHash.leaf([1]), try MerkleHash.leaf([2]))
        #expect(try MerkleHash.leaf(left.bytes + right.bytes) != MerkleHash.node(left, right))
        #expect(try MerkleHash.leaf([1] + left.bytes + right.bytes) != MerkleHash.node(left, right))
        #expect(try MerkleHash.node(left, right) != MerkleHash.node(right, left))
        #expect(try MerkleHash.leaf([]) != MerkleHash.empty())
    }
}
