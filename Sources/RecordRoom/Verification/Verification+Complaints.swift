import Counseling
import RecordStore
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

    /// Nobody splits the key of a complaint's thread: it may be about a custodian. What a compartment is lies sealed in its records, so
    /// that only whoever reads them can tell.
    mutating func checkUnshared(_ thread: ThreadEvents, in compartment: OpaqueID) throws {
        guard let first = thread.decoded(.complaint, ComplaintEvent.self).first?.event else { return }
        // Another thread does not become one by somebody's first word in it.
        if first.number == 1 { guard case .received = first.what else { return } }
        for row in try reading.rows(.shares, scope: compartment) where ledger.isThere(row.address) {
            fault(.statementUnauthorized, row.address.place)
        }
    }
}
