public import Counseling
import RecordStore
import Vault

extension RecordRoom {
    /// The appointments that a typed prefix may mean, each with its client. Only identifiers are looked at, so a consent may be
    /// among them; what it is shows when it is opened.
    public func appointments(matching prefix: String) throws(RoomError) -> [Identifier<Appointment>] {
        try identifiers(matching: prefix) { row, record in try self.liesInFile(row, record) && !self.isCase(row, record)
        }
    }

    /// The same for consents.
    public func consents(matching prefix: String) throws(RoomError) -> [Identifier<Consent>] {
        try identifiers(matching: prefix) { row, record in
            try self.liesInFile(row, record) && !self.isCase(row, record) && !self.occupies(record)
        }
    }

    /// Whether something of that identifier occupies time: an appointment does until it is cancelled, moved or missed, and nothing
    /// else ever. Nothing is opened for it.
    public func occupiesTime(_ id: Identifier<Appointment>) throws(RoomError) -> Bool {
        try translating { try occupies(OpaqueID(id)) }
    }

    private func occupies(_ record: OpaqueID) throws -> Bool {
        try session.store.read { try $0.row(RowAddress(.slots, key: record.bytes)) != nil }
    }

    /// Whether a record began together with people of its own, as a case does.
    private func isCase(_ row: StoredRow, _ record: OpaqueID) throws -> Bool {
        try session.store.read { try Records(session: session, reading: $0).home(of: record) == row.scope }
    }

    /// The client in whose file a record lies.
    public func client(of id: Identifier<Appointment>) throws(RoomError) -> Identifier<Client> {
        try client(ofRecord: OpaqueID(id), .appointment)
    }

    public func client(of id: Identifier<Consent>) throws(RoomError) -> Identifier<Client> {
        try client(ofRecord: OpaqueID(id), .consent)
    }

    /// The client whose case it is.
    public func client(of id: Identifier<CounselingCase>) throws(RoomError) -> Identifier<Client> {
        try client(ofRecord: OpaqueID(id), .counselingCase)
    }

    /// The case that a note lies in.
    public func caseID(of note: Identifier<SessionNote>) throws(RoomError) -> Identifier<CounselingCase> {
        Identifier(OpaqueID(try client(ofRecord: OpaqueID(note), .note)))
    }

    private func client(ofRecord record: OpaqueID, _ missing: RoomError.Missing) throws(RoomError) -> Identifier<Client>
    {
        try translating {
            let file = try session.store.read { try Records(session: session, reading: $0).compartment(of: record) }
            guard let file else { throw RoomError.notFound(missing) }
            return Identifier(file)
        }
    }
}
