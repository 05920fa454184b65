import RecordStore
import Vault

// Deposits that only some may leave, as keys open them: anybody can seal one, so those by others count for nothing. That
// somebody tried is named, for nothing else would show it.
extension Verification {
    mutating func checkDeposits(in compartment: OpaqueID, room: RoomSession) throws {
        let found: [OpaqueID]
        if let fixed = FixedCompartment.named(compartment, in: room.chain.practice) {
            if fixed == .practice {
                for id in try BackupCatalogue(session: room, reading: reading).malformed().sorted() {
                    fault(.rowMalformed, RowAddress(.deposit, key: id.bytes).place)
                }
            }
            guard fixed == .crisis else { return }
            found = try CrisisFlags(session: room, reading: reading).falseCards()
        } else {
            found = try Jots(session: room, reading: reading, compartment: compartment).falselyDone()
        }
        for id in found.sorted() { fault(.writerNotEntitled, RowAddress(.deposit, key: id.bytes).place) }
    }
}
