import AuditTrail
import Cryptography
import TestSupport
import Testing
import Vault

/// Every parser of the room against bytes at random and against mutations of good files, from fixed seeds.
struct ParserFuzzTests {
    private let signer: StationKey

    init() throws { signer = try StationKey.generate() }

    @Test("bytes at random are refused by every parser", arguments: [11, 12] as [UInt64])
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let noise = generator.bytes(round % 400)
            let text = String(decoding: noise, as: UTF8.self)
            #expect(refusal { _ = try Pin(parsing: noise, key: nil) } == .malformed(.pin))
            #expect(refusal { _ = try Checkpoint(reading: text) } == .malformed(.checkpoint))
            #expect(refusal { _ = try Checkpoint(verifying: text, key: signer.publicKey) } != nil)
            #expect(refusal { _ = try Entry(parsing: noise, side: noise) } == .vault(.malformed(.entry)))
        }
    }

    @Test("whatever form of a pin is accepted is written back byte for byte", arguments: [13, 14] as [UInt64])
    func pins(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pin = Pin(
            practice: id(1), root: hash("root"), person: id(2), epoch: 1, size: 10, tree: hash("tree"),
            chainHead: ChainHead(position: 3, hash: hash("chain")), own: .none, latest: 4)
        let file = try pin.file(signedBy: signer)
        var accepted = 0
        for _ in 0..<4_000 {
            let mutated = generator.mutated(file)
            guard mutated != file else { continue }
            #expect(refusal { _ = try Pin(parsing: mutated, key: signer.publicKey) } != nil)
            // Without a key the signature counts for nothing, but the form does.
            guard let read = try? Pin(parsing: mutated, key: nil) else { continue }
            accepted += 1
            let lines = try read.file(signedBy: signer).split(separator: 0x0a)
            #expect(lines.dropLast() == mutated.split(separator: 0x0a).dropLast())
        }
        // The mutations must leave some pins well formed, or nothing was tested.
        #expect(accepted > 5)
    }

    @Test("whatever form of a checkpoint is accepted has the text that was read", arguments: [15, 16] as [UInt64])
    func checkpoints(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let checkpoint = Checkpoint(practice: id(3), epoch: 1, size: 77, root: hash("root"))
        let note = try checkpoint.signed(by: signer, key: signer.publicKey)
        for _ in 0..<4_000 {
            let mutated = String(decoding: generator.mutated(Array(note.utf8)), as: UTF8.self)
            if let read = try? Checkpoint(reading: mutated) { #expect(mutated.hasPrefix(read.body + "\n")) }
            if let read = try? Checkpoint(verifying: mutated, key: signer.publicKey) { #expect(read == checkpoint) }
        }
    }

    @Test("a mutated entry is refused, or has another hash and no signature", arguments: [17, 18] as [UInt64])
    func entries(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bench = try EntryBench()
        let verifier = try bench.verifier()
        for count in [0, 2, 65] {
            let signed = try bench.entry(changes: count)
            for _ in 0..<1_000 {
                let leaf = generator.mutated(signed.leaf)
                guard leaf != signed.leaf, let entry = try? Entry(parsing: leaf, side: signed.sideChanges) else {
                    continue
                }
                #expect(entry.hash != signed.hash)
                #expect(try !entry.isSigned(with: verifier))
            }
        }
    }

    @Test("lengths and counts that promise more than there is are malformed")
    func greedyLengths() {
        for head: [UInt8] in [[0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 5], [0x80, 0, 0, 0]] {
            #expect(refusal { _ = try Entry(parsing: head + [1, 2, 3], side: nil) } == .vault(.malformed(.entry)))
        }
    }
}
