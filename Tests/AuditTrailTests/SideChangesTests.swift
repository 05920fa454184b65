import AuditTrail
import Cryptography
import Testing
import Vault

/// The list of changes that stands beside an entry where there are more than 64.
struct SideChangesTests {
    private let bench: EntryBench
    private let signed: SignedEntry
    private let side: [UInt8]

    init() throws {
        bench = try EntryBench()
        signed = try bench.entry(changes: 65)
        side = try #require(signed.sideChanges)
    }

    private func reading(_ side: [UInt8]?) -> AuditError? {
        refusal { _ = try Entry(parsing: signed.leaf, side: side) }
    }

    @Test("an entry whose list is missing is malformed")
    func missing() { #expect(reading(nil) == .vault(.malformed(.entry))) }

    @Test("every altered byte of the list is refused")
    func everyByte() {
        for place in side.indices {
            let altered = alterations(of: side, at: place)[place % 8]
            #expect(reading(altered) == .vault(.malformed(.entry)), "byte \(place)")
        }
    }

    @Test("a list that is cut, longer, or of another entry is refused")
    func otherLists() throws {
        for count in side.indices { #expect(reading(Array(side[..<count])) != nil) }
        #expect(reading(side + [0]) != nil)
        #expect(reading(try bench.entry(changes: 66).sideChanges) != nil)
    }

    @Test("a list beside an entry that holds its changes itself is refused: nothing would account for it")
    func unaccounted() throws {
        let small = try bench.entry(changes: 1)
        for side in [[], [1, 2, 3], side] {
            #expect(refusal { _ = try Entry(parsing: small.leaf, side: side) } == .vault(.malformed(.entry)))
        }
    }
}
