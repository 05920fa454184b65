public import Counseling
import RecordStore
import Vault

/// Writing the practice's settings anew where they open for nobody any more: whoever holds the key of the staff's own records can put
/// another data key around them.
public enum RepairingSettings: ChangingPurpose { public static let action = Action.repairSettings }

extension Visit where P == RepairingSettings {
    /// Writes them behind what does not open, which stays and which verification goes on naming.
    /// - Throws: `.settingsInOrder` where they open
    public func write(_ settings: PracticeSettings) throws {
        // Its key may have been renewed since this command entered: what is not open yet is not spoiled.
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let transaction = try writing()
        try compartments.prepareToWrite(practice, in: transaction)
        let standing = Result { try Directors(session: session, reading: reading).settings() }
        switch standing {
        case .success: throw RoomError.settingsInOrder
        case .failure(RoomError.unreadableSettings): break
        case .failure(let error): throw error
        }
        try records.write(settings, .settings, record: practice, in: practice, to: transaction)
    }
}
