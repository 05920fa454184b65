import Counseling
import RecordStore
import Vault

extension RecordRoom {
    /// Who was admitted and has not come in yet: whoever takes in a welcome file leaves an entry in the log, and so does every
    /// command after it.
    public func notWelcomed() throws(RoomError) -> [StaffEntry] {
        try translating {
            try session.store.read { reading in
                try StaffRoll(chain: session.chain).everyone().filter {
                    try $0.standing == .active && reading.lastEntry(of: OpaqueID($0.id)) == nil
                }
            }
        }
    }
}
