public import Counseling
import RecordStore
import Vault

public enum ClosingCase: ChangingPurpose { public static let action = Action.closeCase }

extension Visit where P == ClosingCase {
    /// Closes the visit's case: nothing new is written in it from now on.
    public func close() throws {
        guard case .counselingCase(let id) = subject, let file = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.counselingCase)
        }
        let transaction = try writing()
        try compartments.prepareToWrite(file, in: transaction)
        guard let newest = try records.checkedHistory(of: OpaqueID(id)).last,
            newest.kind == Records.Kind.counselingCase.rawValue
        else { throw RoomError.notFound(.counselingCase) }
        let closed = try CounselingCase(body: newest.body).advanced(to: .closed, at: now)
        try records.write(closed, .counselingCase, record: OpaqueID(id), in: file, to: transaction)
    }
}
