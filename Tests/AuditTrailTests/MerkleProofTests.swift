import AuditTrail
import Cryptography
import Testing
import Vault

/// RFC 6962, sections 2.1.1 and 2.1.2, checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2, says.
struct MerkleProofTests {
    /// A tree of so many leaves, every node of it at hand.
    private struct Tree {
        var levels: [[Digest]] = [[]]
        var frontier = MerkleFrontier()
        var roots: [Digest] = []

        init(_ leaves: [[UInt8]]) throws {
            roots.append(try frontier.root())
            for leaf in leaves {
                let hash = try MerkleHash.leaf(leaf)
                levels[0].append(hash)
                for node in try frontier.append(hash) {
                    while levels.count <= node.level { levels.append([]) }
                    levels[node.level].append(node.hash)
                }
                roots.append(try frontier.root())
            }
        }

        func node(_ level: Int, _ index: UInt64) -> Digest? {
            level < levels.count && index < UInt64(levels[level].count) ? levels[level][Int(index)] : nil
        }
    }

    /// The leaves of the Certificate Transparency project's own tests, and proofs from there
    /// (github.com/transparency-dev/merkle, testonly).
    private static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map { bytes($0) }

    @Test("proofs are the published ones")
    func published() throws {
        let tree = try Tree(Self.leaves)
        let first = try MerkleProof(ofLeaf: 0, in: 8, node: tree.node)
        #expect(
            first.path.map(\.hex) == [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ])
        let grown = try MerkleProof(from: 6, to: 8, node: tree.node)
        #expect(
            grown.path.map(\.hex) == [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }

    @Test("every leaf of every tree up to 40 leaves is proved, and nothing else is")
    func everyLeaf() throws {
        let tree = try Tree((0..<40).map { Array("entry \($0)".utf8) })
        for size in UInt64(1)...40 {
            let root = tree.roots[Int(size)]
            for index in 0..<size {
                let proof = try MerkleProof(ofLeaf: index, in: size, node: tree.node)
                let leaf = tree.levels[0][Int(index)]
                #expect(try proof.proves(leaf: leaf, at: index, in: size, root: root))
                let other = try MerkleHash.leaf([0])
                #expect(try !proof.proves(leaf: other, at: index, in: size, root: root))
                #expect(try !proof.proves(leaf: leaf, at: index, in: size, root: other))
                #expect(try !proof.proves(leaf: leaf, at: (index + 1) % size, in: size, root: root) || size == 1)
                #expect(
                    try !MerkleProof(path: proof.path + [other]).proves(leaf: leaf, at: index, in: size, root: root))
                guard !proof.path.isEmpty else { continue }
                let shorter = MerkleProof(path: Array(proof.path.dropLast()))
                #expect(try !shorter.proves(leaf: leaf, at: index, in: size, root: root))
            }
        }
    }

    @Test("every growth up to 40 leaves is proved, and a rewritten beginning is not")
    func everyGrowth() throws {
        let tree = try Tree((0..<40).map { Array("entry \($0)".utf8) })
        let forged = try Tree((0..<40).map { Array("entry \($0 == 0 ? 99 : $0)".utf8) })
        for size in UInt64(1)...40 {
            for old in 1...size {
                let proof = try MerkleProof(from: old, to: size, node: tree.node)
                let (before, after) = (tree.roots[Int(old)], tree.roots[Int(size)])
                #expect(try proof.proves(old: old, before, to: size, after), "\(old) \(size)")
                #expect(try !proof.proves(old: old, forged.roots[Int(old)], to: size, after))
                #expect(try !proof.proves(old: old, before, to: size, forged.roots[Int(size)]))
                let lie = try MerkleProof(from: old, to: size, node: forged.node)
                #expect(try !lie.proves(old: old, before, to: size, forged.roots[Int(size)]))
                #expect(try !MerkleProof(path: proof.path + [before]).proves(old: old, before, to: size, after))
            }
        }
    }

    @Test(
        "a cosignature is over the bytes that c2sp.org/tlog-cosignature names, and replaces the witness's earlier one")
    func cosignature() throws {
        let witness = try WitnessKey.generate(name: "example.org/witness")
        let key = NoteKey(.witness, name: witness.name, key: witness.publicKey)
        #expect(try NoteKey(parsing: key.text()) == key)
        let checkpoint = Checkpoint(practice: id(1), epoch: 1, size: 7, root: hash("root"))
        let note = checkpoint.body + "\n\u{2014} \(checkpoint.origin) AAAAAAAA\n"
        let cosigned = try Cosignature(of: checkpoint, by: witness, at: 1_679_315_147).added(to: note)
        let line = try #require(cosigned.split(separator: "\n").last?.split(separator: " "))
        #expect(line[1] == "example.org/witness")
        let raw = try #require(Base64.decode(line[2], padded: true))
        #expect(raw.count == 76)
        #expect(raw[4..<12].elementsEqual([0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb]))
        let message = "cosignature/v1\ntime 1679315147\n" + checkpoint.body
        #expect(witness.publicKey.isValid(signature: Array(raw[12...]), for: Array(message.utf8)))
        let again = try Cosignature(of: checkpoint, by: witness, at: 1_679_315_148).added(to: cosigned)
        #expect(Cosignature.all(in: again).map(\.time) == [1_679_315_148])
        #expect(again.hasPrefix(note))
        let other = Checkpoint(practice: id(1), epoch: 1, size: 8, root: hash("root"))
        let found = try #require(Cosignature.all(in: again).first)
        #expect(found.isValid(for: checkpoint, key) && !found.isValid(for: other, key))
    }

    @Test(
        "what is no proof, key or name is refused", arguments: ["", "old", "old 01\n\n", "old 1\nAAAA\n\n", "old 1\n"])
    func malformed(text: String) {
        #expect(throws: AuditError.malformed(.proof)) { _ = try ConsistencyText(parsing: text) }
        #expect(throws: AuditError.malformed(.proof)) { _ = try InclusionText(parsing: text) }
        #expect(throws: AuditError.malformed(.noteKey)) { _ = try NoteKey(parsing: text) }
        for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\u{202e}b"] { #expect(!NoteKey.isName(name)) }
    }
}
