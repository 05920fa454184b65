public import Counseling
import RecordStore
import Vault

public enum EditingClient: ChangingPurpose { public static let action = Action.editClient }

extension Visit where P == EditingClient {
    /// Files another version of the client's profile. What it is made from is read in the same act, so that two people who
    /// change different fields at once keep both.
    /// - Returns: whether anything changed
    public func edit(_ change: (ClientProfile) throws -> ClientProfile) throws -> Bool {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        let transaction = try writing()
        let present = try ClientFiles(session: session, reading: reading).client(client, alone: true).profile
        let changed = try change(present)
        guard changed != present else { return false }
        try compartments.prepareToWrite(OpaqueID(client), in: transaction)
        try records.write(
            changed, .client, record: OpaqueID(client), in: OpaqueID(client), to: transaction)
        return true
    }
}
