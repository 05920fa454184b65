import AuditTrail
import Cryptography
import Testing
import Vault

struct EntryTests {
    private let bench: EntryBench

    init() throws { bench = try EntryBench() }

    @Test("an entry is read back as it was written", arguments: [0, 1, 3, 64, 65, 200])
    func roundTrip(count: Int) throws {
        let signed = try bench.entry(changes: count)
        #expect((signed.sideChanges != nil) == (count > 64))
        let entry = try Entry(parsing: signed.leaf, side: signed.sideChanges)
        #expect(entry.practice == bench.practice)
        #expect(entry.place == EntryBench.place)
        #expect(signed.place == EntryBench.place)
        #expect(entry.actor == bench.founder.id)
        #expect(entry.keyID == bench.founder.keyID)
        #expect(entry.counter == 7)
        #expect(signed.counter == 7)
        #expect(entry.previousOwn == EntryBench.own.hash)
        #expect(entry.chainHead == EntryBench.head)
        #expect(entry.session == bench.session.deposit.id)
        #expect(entry.version == "0.1.0")
        #expect(entry.changes == EntryBench.changes(count))
        #expect(entry.hash == signed.hash)
        #expect(try entry.hash == MerkleHash.leaf(signed.leaf))
        #expect(try entry.isSigned(with: bench.verifier()))
        #expect(try entry.details(with: bench.session) == EntryBench.details)
    }

    @Test("an entry holds none of its details in the clear")
    func sealed() throws {
        let leaf = try bench.entry(changes: 1).leaf
        let word = Array("read-note".utf8)
        #expect(!leaf.indices.contains { leaf[$0...].starts(with: word) })
    }

    @Test("details of whatever length up to 250 bytes make entries of one size")
    func padded() throws {
        let sizes = try [0, 1, 100, 250].map { count in
            try SignedEntry(
                at: EntryBench.place, practice: bench.practice, after: .none, chainHead: EntryBench.head,
                version: "0.1.0", changes: [], details: [UInt8](repeating: 0x20, count: count),
                session: bench.session, by: bench.founder
            ).leaf.count
        }
        #expect(Set(sizes).count == 1)
    }

    @Test("an entry cut at any place is malformed, and so is one with more behind it", arguments: [2, 65])
    func everyCut(changes: Int) throws {
        let signed = try bench.entry(changes: changes)
        for count in signed.leaf.indices {
            let fault = refusal { _ = try Entry(parsing: Array(signed.leaf[..<count]), side: signed.sideChanges) }
            #expect(fault == .vault(.malformed(.entry)), "\(count) bytes")
        }
        let longer = refusal { _ = try Entry(parsing: signed.leaf + [0], side: signed.sideChanges) }
        #expect(longer == .vault(.malformed(.entry)))
    }

    @Test("every altered byte is refused or changes the hash and breaks the signature")
    func everyByte() throws {
        let signed = try bench.entry(changes: 2)
        let verifier = try bench.verifier()
        var refused = 0
        for place in signed.leaf.indices {
            let altered = alterations(of: signed.leaf, at: place)[place % 8]
            do throws(AuditError) {
                let entry = try Entry(parsing: altered, side: nil)
                #expect(entry.hash != signed.hash)
                #expect(try !entry.isSigned(with: verifier), "byte \(place)")
            } catch {
                refused += 1
            }
        }
        #expect((1..<signed.leaf.count).contains(refused))
    }

    @Test("an unknown format or suite is refused, never guessed at")
    func unknownSuite() throws {
        let leaf = try bench.entry(changes: 0).leaf
        let format = 4 + 2 + "tacet/1/entry".utf8.count
        for (place, expected) in [
            (format, VaultError.unknownFormat(.entry, format: 9, suite: 1)),
            (format + 1, .unknownFormat(.entry, format: 1, suite: 9)),
        ] {
            var altered = leaf
            altered[place] = 9
            #expect(refusal { _ = try Entry(parsing: altered, side: nil) } == .vault(expected))
        }
    }

    @Test("another person's signature or another session's key is not taken")
    func otherKeys() throws {
        let entry = try Entry(parsing: try bench.entry(changes: 1).leaf, side: nil)
        let other = try EntryBench()
        #expect(try !entry.isSigned(with: other.verifier()))
        #expect(refusal { _ = try entry.details(with: other.session) } == .vault(.wrongKeyOrAltered))
    }

    @Test("an actor's counter cannot run over")
    func lastCounter() throws {
        let last = OwnHead(counter: .max, hash: .zero)
        #expect(refusal { _ = try bench.entry(changes: 0, after: last) } == .malformed(.entry))
    }

    @Test("entries stand in the order of epoch and position")
    func order() {
        let places = [(1, 0), (1, 1), (1, 300), (2, 0), (3, 2)].map { EntryPlace(epoch: $0.0, position: $0.1) }
        #expect(places.shuffled().sorted() == places)
    }
}
