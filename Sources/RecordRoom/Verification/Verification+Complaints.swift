import Counseling
import Vault

// Complaints (docs/file-format.md, section 7).
extension Verification {
    /// What a thread says was handed in is what a workstation's deposit holds, whose key the event carries.
    mutating func checkFilings(_ revisions: [OpaqueID: [OpenedRecord]], room: RoomSession) throws {
        let desk = ComplaintDesk(session: room, reading: reading)
        for (record, opened) in revisions where opened.first?.kind == Records.Kind.complaint.rawValue {
            guard let event = try? ThreadEvent<ComplaintEvent>(body: opened[0].body),
                case .received(let id, let filing, let key) = event.what
            else { continue }
            if try desk.filing(of: id, under: key) != filing { fault(.recordRewritten, record.hex) }
        }
    }
}
