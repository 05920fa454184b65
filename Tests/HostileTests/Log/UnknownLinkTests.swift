import AuditTrail
import Cryptography
import Testing
import Vault

/// An entry that names a link of the membership chain that nobody made.
struct UnknownLinkTests {
    @Test(
        "the entry is named, and none after it seems to go back: not by a number beyond the chain, nor by another link's hash"
    )
    func blame() throws {
        for position: UInt32 in [1, 2, 400] {
            let (place, _) = try HostilePractice.copy()
            defer { place.remove() }
            try Intruder("bo", in: place).commit(chainHead: ChainHead(position: position, hash: .zero))
            let named = try place.placedFaults()
            #expect(named.count == 1, "\(position) \(named)")
            #expect(named.first?.hasPrefix("chain-head-unknown ") == true, "\(position) \(named)")
            try Intruder("fang", in: place).commit()
            try Intruder("lin", in: place).commit()
            #expect(try place.placedFaults() == named, "\(position)")
            #expect(try place.readerFaults() == named, "\(position)")
        }
    }
}
