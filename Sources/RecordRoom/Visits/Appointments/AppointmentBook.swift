import AuditTrail
public import Counseling
import RecordStore
import Vault

/// An appointment with whom it is about.
public struct AppointmentEntry: Sendable {
    public let appointment: Appointment
    public let version: Int
    public let client: ClientEntry
    public let counselor: StaffMember?
}

/// Appointments as the session's keys open them. An appointment lies in its client's file.
struct AppointmentBook {
    let session: RoomSession
    let reading: any StoreReading

    var records: Records { Records(session: session, reading: reading) }

    /// Whether this identity holds the file's newest generation; opens it if it can.
    func holds(file: OpaqueID) throws -> Bool {
        guard let current = try Compartments(session: session).open(file, reading: reading, depth: .links).current
        else {
            return false
        }
        return session.ring.holds(file, generation: current.generation)
    }

    /// The newest revision of an appointment, and its number.
    /// - Throws: `RoomError.notFound`, `.noKey`
    func appointment(_ id: Identifier<Appointment>) throws -> (appointment: Appointment, version: Int) {
        guard let file = try records.compartment(of: OpaqueID(id)) else { throw RoomError.notFound(.appointment) }
        guard try holds(file: file) else { throw RoomError.noKey }
        guard let newest = try records.newest(OpaqueID(id)),
            let (body, opened) = try records.open(newest.row, as: .appointment, Appointment.self, alone: false)
        else { throw RoomError.notFound(.appointment) }
        guard OpaqueID(body.id) == opened.header.record, OpaqueID(body.client) == file else { throw RoomError.altered }
        return (try Appointment(body: records.settled(opened).body), Int(newest.revision))
    }

    /// Every revision, signatures and order checked, with its number.
    func history(
        _ id: Identifier<Appointment>
    ) throws -> [(appointment: Appointment, author: OpaqueID, number: Int)] {
        guard let file = try records.compartment(of: OpaqueID(id)) else { throw RoomError.notFound(.appointment) }
        guard try holds(file: file) else { throw RoomError.noKey }
        let revisions = try records.checkedHistory(of: OpaqueID(id))
        guard revisions.first?.kind == Records.Kind.appointment.rawValue else { throw RoomError.notFound(.appointment) }
        return try revisions.map { (try Appointment(body: $0.body), $0.author, Int($0.header.revision)) }
    }

    func entry(_ appointment: Appointment, version: Int) throws -> AppointmentEntry {
        try AppointmentEntry(
            appointment: appointment, version: version,
            client: ClientFiles(session: session, reading: reading).client(appointment.client, alone: false),
            counselor: session.staff(appointment.counselor))
    }

    /// Those of some appointments in whose history somebody took the place of a revision.
    func withTakenPlaces(_ entries: [AppointmentEntry]) throws -> [Identifier<Appointment>] {
        try records.withTakenPlaces(entries.map { OpaqueID($0.appointment.id) }).map { Identifier($0) }
    }

    /// All appointments of a client, oldest first, and how many more there are that are not as they should be: what somebody
    /// invented or spoiled takes no other away.
    func all(of client: Identifier<Client>) throws -> (
        found: [(appointment: Appointment, version: Int)], unreadable: Int
    ) {
        guard try holds(file: OpaqueID(client)) else { throw RoomError.noKey }
        let (found, spoiled) = try records.settled(.appointment, Appointment.self, in: OpaqueID(client))
        return (
            found.map { ($0.body, Int($0.revision)) }
                .sorted { ($0.0.start, $0.0.id.hex) < ($1.0.start, $1.0.id.hex) },
            spoiled.count
        )
    }

    /// Whether a session may begin, or be completed, as far as consent goes: it is not the client's first, or they consented
    /// to counseling. A consent that was received is enough to begin; its explanation is confirmed by the end.
    func isConsentSettled(for subject: AppointmentSubject, toComplete: Bool) throws -> Bool {
        let isFirst = try !all(of: subject.client).found.contains {
            $0.appointment.state == .completed && $0.appointment.id != subject.id
        }
        return try !isFirst || hasConsent(subject.client, to: .counseling, explained: toComplete)
    }

    /// Whether a consent stands that was not withdrawn.
    func hasConsent(_ client: Identifier<Client>, to purpose: Consent.Purpose, explained: Bool) throws -> Bool {
        try ConsentFile(session: session, reading: reading).all(of: client).consents.contains {
            $0.purpose == purpose && ($0.state == .inForce || !explained && $0.state == .received)
        }
    }

    /// What this person did last to appointments, as `lastOwnChange` finds it.
    struct OwnChange {
        /// The last revision after the first that they wrote of one; nil where there is none.
        var change: (id: Identifier<Appointment>, revision: UInt32, epoch: UInt32)?
        /// The appointment that they booked since, if any; one that was moved is not booked.
        var booking: Appointment?
    }

    /// Found by their own entries: whoever takes something back looks for it there and not in every file.
    /// What was written before a restore, and is there still, counts too: the record lives on.
    func lastOwnChange() throws -> OwnChange {
        var result = OwnChange()
        var left = Self.entriesLookedAt
        for log in try reading.logSizes().reversed() {
            var position = log.size
            while position > 0, left > 0 {
                position -= 1
                left -= 1
                guard let stored = try reading.entry(EntryPlace(epoch: log.epoch, position: position)),
                    stored.actor == session.me
                else { continue }
                for change in try Entry(parsing: stored.leaf, side: stored.sideChanges).changes.reversed() {
                    guard let (id, revision, opened) = try ownChange(change.address, orFirst: result.booking == nil)
                    else { continue }
                    if revision > 1 {
                        result.change = (id, revision, log.epoch)
                        return result
                    }
                    let made = try? Appointment(body: opened.body)
                    if made?.predecessor == nil { result.booking = made }
                }
            }
        }
        return result
    }

    /// In ten minutes no practice writes as many.
    private static let entriesLookedAt: UInt64 = 5000

    private func ownChange(
        _ address: RowAddress, orFirst: Bool
    ) throws -> (id: Identifier<Appointment>, revision: UInt32, opened: OpenedRecord)? {
        guard address.rowClass == .record, address.key.count == OpaqueID.count + 4,
            let record = OpaqueID(address.key.prefix(OpaqueID.count)), let row = try reading.row(address)
        else { return nil }
        let revision = address.key.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        // A client's file holds no notes; nothing else is opened here.
        guard revision > 1 || orFirst, try records.compartment(of: row.scope) == row.scope, try holds(file: row.scope),
            let opened = try? session.sealer.open(row), opened.kind == Records.Kind.appointment.rawValue,
            opened.author == session.me
        else { return nil }
        return (Identifier(record), revision, opened)
    }
}
