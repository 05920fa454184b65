import Counseling
import RecordStore
import Vault

// Why somebody's standing was changed (docs/file-format.md, section 7).
extension Verification {
    /// The reason is alone in its thread, and of the statement that it names: by its signer, about that person, to that effect.
    mutating func checkStandings(_ revisions: [OpaqueID: [OpenedRecord]], room: RoomSession) throws {
        for (record, opened) in revisions where opened.first?.kind == Records.Kind.standingEvent.rawValue {
            guard let event = try? ThreadEvent<StandingEvent>(body: opened[0].body),
                let row = try reading.row(
                    RowAddress(.statement, key: RoomSession.statementKey(event.what.position))),
                let statement = try? MembershipStatement(parsing: row.body), event.number == 1,
                statement.kind == .person, statement.subject == OpaqueID(event.what.person),
                statement.effect.map({ Standing($0) }) == event.what.step.standing,
                statement.signer == opened[0].author
            else {
                fault(.recordRewritten, record.hex)
                continue
            }
        }
    }
}
