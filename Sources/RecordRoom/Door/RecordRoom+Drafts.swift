import Counseling
import Vault

/// Words that a person has not filed yet, sealed for them alone.
public struct DraftBox {
    private let seal: DraftSeal

    fileprivate init(_ seal: DraftSeal) { self.seal = seal }

    /// 32 hexadecimal digits.
    public var id: String { seal.id.hex }

    /// The bytes of a draft file. Needs no key of the person's: also once their agent is locked, typing is saved.
    public func sealed(_ plain: [UInt8]) throws(RoomError) -> [UInt8] { try translating { try seal.sealed(plain) } }
}

// No record is read or written here and nothing is in the practice's database: what a draft holds, its author typed. It
// becomes a record by a visit, which decides and has its entry, as every text does.
extension RecordRoom {
    /// Begins a draft of one's own.
    public func beginDraft() throws(RoomError) -> DraftBox {
        try translating {
            try session.ring.identity.wake()
            return DraftBox(try DraftSeal(for: session.ring))
        }
    }

    /// Opens a draft of one's own.
    /// - Throws: `.altered` for every other file
    public func openDraft(_ file: [UInt8]) throws(RoomError) -> (box: DraftBox, plain: [UInt8]) {
        try translating {
            let (seal, plain) = try DraftSeal.open(file, with: session.ring)
            return (DraftBox(seal), plain)
        }
    }
}
