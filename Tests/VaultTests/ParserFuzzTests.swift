import Cryptography
import TestSupport
import Testing
import Vault

/// Whatever bytes lie in a row, reading it ends in a value that writes the same bytes again, or in an error.
struct ParserFuzzTests {
    /// One good example of every structure that a row or file holds, and its parser; nil where the value cannot be written back.
    private static func samples() throws -> [(name: String, bytes: [UInt8], again: ([UInt8]) throws -> [UInt8]?)] {
        let practice = try SmallPractice()
        let zhao = try practice.admit("zhao", [.custodian])
        let (ring, chain) = (practice.director, practice.chain)
        let desk = practice.fixed(.desk)
        let member = try #require(chain.members[ring.identity.id])
        let caseID = try OpaqueID.random()
        let history = try practice.history(of: caseID)
        let current = try #require(try practice.history(of: desk).current)
        let shares = try ring.shares(
            of: desk, generation: 1, among: [member, try #require(chain.members[zhao.identity.id])], threshold: 2)
        let deposit = try Deposit(
            Array("{}".utf8), kind: "jot", to: .generation(current), practice: chain.practice,
            membership: ring.membership, by: ring.identity)
        let publicFile = try PublicIdentity(
            of: zhao.identity, profile: Array("{}".utf8),
            to: try #require(try practice.history(of: practice.fixed(.practice)).current))
        let practiceKey = try #require(try practice.history(of: practice.fixed(.practice)).current)
        let glass = try ring.glassRequest(
            caseID, for: current, shareSet: shares, times: Array("{}".utf8), reason: Array("{}".utf8), to: [member],
            practiceKey: practiceKey, chain: chain)
        let own = try OpaqueID.random()
        try practice.assign(.person(member.id), to: own, by: ring)
        try practice.makeGeneration(of: own, by: ring)
        let succession = try ring.successionRequest(
            caseID, of: try practice.history(of: own),
            shareSet: try ring.shares(
                of: own, generation: 1, among: [member, try #require(chain.members[zhao.identity.id])], threshold: 2),
            from: OpaqueID.random(), to: member, chain: chain)
        return [
            ("statement", practice.statements[1].bytes, { try MembershipStatement(parsing: $0).bytes }),
            ("generation", current.row.body, { try GenerationStatement(parsing: $0).row.body }),
            (
                "assignment", try ring.assign(.person(member.id), assigned: true, to: history, chain: chain).row.body,
                { try Assignment(parsing: $0).row.body }
            ),
            ("grant", try ring.grant(desk, generation: 1, to: member).row.body, { try Grant(parsing: $0).row.body }),
            (
                "grant through", try ring.grant(desk, generation: 1, to: practice.fixed(.ledger)).row.body,
                { try Grant(parsing: $0).row.body }
            ),
            ("shares", shares.row.body, { try ShareSet(parsing: $0).row.body }),
            ("deposit", deposit.row.body, { try Deposit(parsing: $0).row.body }),
            // hand-over without the leaver
            ("succession request", succession.row.body, { try SuccessionRequest(parsing: $0).row.body }),
            // break-glass
            ("glass request", glass.row.body, { try GlassRequest(parsing: $0).row.body }),
            (
                "glass mark", try ring.glassMark(.opened, of: glass, chain: chain).row.body,
                { try GlassMark(parsing: $0).row.body }
            ),
            (
                "glass review",
                try ring.glassReview(of: glass, finding: Array("{}".utf8), committeeKey: current, chain: chain).row
                    .body,
                { try GlassMark(parsing: $0).row.body }
            ),
            (
                "stale mark",
                try ring.staleMark(desk, generation: 1, removed: zhao.identity.id, chain: chain).row.body,
                { try StaleMark(parsing: $0).row.body }
            ),
            (
                "public file", try publicFile.file(signedBy: zhao.identity),
                {
                    _ = try PublicIdentity(parsing: $0); return nil
                }
            ),
            (
                "station key", try StationKey.generate().file().revealed(),
                {
                    _ = try StationKey(parsing: try SecretBytes(copying: $0)); return nil
                }
            ),
        ]
    }

    @Test("every byte altered and every cut of every structure is refused or read back as it stands")
    func everyByte() throws {
        for (name, bytes, again) in try Self.samples() {
            #expect(throws: Never.self, "\(name)") { try again(bytes) }
            for place in bytes.indices {
                for bit in [UInt8(1), 0x80] {
                    var altered = bytes
                    altered[place] ^= bit
                    if let written = try? again(altered) { #expect(written == altered, "\(name), byte \(place)") }
                }
            }
            for count in bytes.indices {
                let cut = Array(bytes.prefix(count))
                #expect((try? again(cut)) == nil, "\(name), \(count) bytes")
            }
        }
    }

    @Test("lengths and counts at their limits are refused without taking the memory they claim", arguments: [1, 2, 3])
    func random(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for (name, bytes, again) in try Self.samples() {
            for _ in 0..<1_500 {
                let altered = generator.mutated(bytes)
                if let written = try? again(altered) { #expect(written == altered, "\(name)") }
            }
        }
    }
}
