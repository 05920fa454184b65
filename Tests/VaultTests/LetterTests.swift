import Cryptography
import Testing
import Vault

/// Letters, lent keys and deposits of lots (docs/file-format.md, sections 6 and 7).
struct LetterTests {
    private let practice: SmallPractice
    private let counselor: KeyRing
    private let reviewer: KeyRing
    private let thread: OpaqueID

    init() throws {
        practice = try SmallPractice()
        counselor = try practice.admit("lin", .counselor)
        reviewer = try practice.admit("xu", .supervisor)
        thread = try OpaqueID.random()
    }

    private func member(_ ring: KeyRing) throws -> Member { try #require(practice.chain.members[ring.identity.id]) }

    private func secret(_ text: String) throws -> SecretBytes { try SecretBytes(copying: Array(text.utf8)) }

    @Test("a letter opens for each of its recipients, and for nobody else")
    func recipients() throws {
        let letter = try Letter(
            secret("评估意见"), to: [member(counselor), member(reviewer)], in: thread, by: practice.director)
        let read = try Letter(parsing: letter.bytes)
        for ring in [counselor, reviewer] {
            let opened = try read.open(in: thread, with: ring)
            let isSame = opened.isEqual(to: try secret("评估意见"))
            #expect(isSame)
            #expect(read.isMeant(for: ring))
        }
        #expect(!read.isMeant(for: practice.director))
        #expect(throws: VaultError.noKey(compartment: thread)) {
            _ = try read.open(in: thread, with: practice.director)
        }
    }

    @Test("a letter put into another thread, or with any byte altered, does not open")
    func altered() throws {
        let letter = try Letter(secret("x"), to: [member(reviewer)], in: thread, by: counselor)
        let elsewhere = try OpaqueID.random()
        #expect(throws: VaultError.wrongKeyOrAltered) { _ = try letter.open(in: elsewhere, with: reviewer) }
        for place in letter.bytes.indices {
            var bytes = letter.bytes
            bytes[place] ^= 1
            #expect(throws: VaultError.self, "byte \(place)") {
                _ = try Letter(parsing: bytes).open(in: thread, with: reviewer)
            }
        }
    }

    @Test("lent keys open exactly the revisions lent, for exactly whom they were lent to")
    func lent() throws {
        let caseID = try OpaqueID.random()
        try practice.assign(.person(counselor.identity.id), to: caseID, by: counselor)
        try practice.makeGeneration(of: caseID, by: counselor)
        let sealer = try RecordSealer(counselor)
        let rows = try (0..<3).map { number in
            let header = RecordHeader(
                practice: practice.chain.practice, compartment: caseID, record: try OpaqueID.random(), revision: 1,
                previous: .zero)
            let row = try sealer.seal(Array("note \(number)".utf8), kind: "session-note", header: header)
            return StoredRow(address: row.address, scope: row.scope, target: row.target, version: 1, body: row.body)
        }
        let letter = try LentKeys.letter(
            lending: Array(rows.prefix(2)), to: [member(reviewer)], in: thread, by: counselor)
        let keys = try LentKeys(opening: letter, in: thread, with: reviewer)
        #expect(keys.revisions.count == 2)
        for (number, row) in rows.prefix(2).enumerated() {
            let opened = try keys.open(row)
            #expect(opened.body == Array("note \(number)".utf8))
            #expect(opened.author == counselor.identity.id)
            #expect(throws: Never.self) { try opened.checkSignature(in: practice.chain) }
        }
        #expect(throws: VaultError.noKey(compartment: caseID)) { _ = try keys.open(rows[2]) }
        #expect(throws: VaultError.self) { _ = try RecordSealer(reviewer).open(rows[0]) }
        #expect(throws: VaultError.self) { _ = try LentKeys(opening: letter, in: thread, with: practice.director) }
    }

    @Test("a deposit of lots opens for whoever was drawn, and its lots do not say whose they are")
    func lots() throws {
        let nobody = try X25519.PrivateKey.generate().publicKey
        let deposit = try Deposit(
            Array("投诉".utf8), kind: "complaint-filing",
            to: .lots([member(reviewer).keys.agreement, nobody], compartment: practice.fixed(.committee)),
            practice: practice.chain.practice, membership: nil, by: practice.director.identity)
        let found = try RecordSealer(reviewer).openLot(try Deposit(parsing: deposit.row.body))
        #expect(found.body == Array("投诉".utf8))
        for other in [counselor, practice.director] {
            #expect(throws: VaultError.noKey(compartment: practice.fixed(.committee))) {
                _ = try RecordSealer(other).openLot(deposit)
            }
        }
        for member in practice.chain.members.keys {
            let bytes = deposit.row.body
            let isNamed = bytes.indices.dropLast(15).contains { Array(bytes[$0..<$0 + 16]) == member.bytes }
            // The signer alone stands in it; a filing's is the station.
            #expect(isNamed == (member == practice.director.identity.id))
        }
    }

    @Test("whoever begins a compartment of their own may let others in, whatever their duties")
    func ownThread() throws {
        let own = try OpaqueID.random()
        try practice.assign(.person(reviewer.identity.id), to: own, by: reviewer)
        try practice.makeGeneration(of: own, by: reviewer)
        try practice.assign(.person(counselor.identity.id), to: own, by: reviewer)
        #expect(try practice.history(of: own).assigned.count == 2)
        let stolen = try OpaqueID.random()
        try practice.assign(.person(counselor.identity.id), to: stolen, by: counselor)
        try practice.makeGeneration(of: stolen, by: counselor)
        try practice.assign(.person(reviewer.identity.id), to: stolen, by: reviewer)
        #expect(throws: VaultError.self) { _ = try practice.history(of: stolen) }
    }
}
