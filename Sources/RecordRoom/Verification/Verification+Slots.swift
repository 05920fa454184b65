import AuditTrail
import Cryptography
import RecordStore
import Vault

/// What led on from one state of an appointment's times.
struct SlotsDeparture {
    let writer: OpaqueID
    let entry: EntryPlace
    /// The highest version that the row had in that state; nil where it was not there.
    let version: UInt32?
}

// What entries say of appointments' times, taken in as sessions take it in (`LoggedRules`).
extension Verification {
    /// - Parameter position: how far the membership chain had come
    mutating func takeTimes(_ change: RowChange, in entry: Entry, at position: UInt32) throws {
        switch try slotsDoubt(change, in: entry, at: position) {
        case .noRevision: return fault(.changeForbidden, entry.place.name)
        // What does not follow is passed over by anybody's hand.
        case .notEntitled where change.before == ledger.hash(change.address) ?? .zero:
            return try notEntitled(change, in: entry)
        case .notEntitled, nil: break
        }
        let (hash, highest) = (ledger.hash(change.address) ?? .zero, ledger.highest(change.address))
        if let first = try contradictedTimes(change, in: entry) {
            fault(.entriesContradict, "\(first.entry.name),\(entry.place.name)")
            ledger.begin(change, by: entry)
            depart(from: change.before, first.version, change, entry)
            return
        }
        let kind = ledger.take(change, by: entry)
        if let kind { fault(kind, entry.place.name) }
        if change.before == hash, ledger.hash(change.address) ?? .zero == change.after {
            depart(from: hash, highest, change, entry)
        }
    }

    private mutating func depart(from hash: Digest, _ version: UInt32?, _ change: RowChange, _ entry: Entry) {
        guard chain?.opened == false else { return }
        departures[change.address, default: [:]][hash] = SlotsDeparture(
            writer: entry.actor, entry: entry.place, version: version)
    }

    /// Without duties nobody can tell whose word counts: where one says that they changed what another had changed already, and the
    /// file has the row otherwise than the other said, sessions may have passed that over.
    private func contradictedTimes(_ change: RowChange, in entry: Entry) throws -> SlotsDeparture? {
        guard chain?.opened == false, change.isSound, change.after != change.before,
            let first = departures[change.address]?[change.before], first.writer != entry.actor,
            change.mayFollow(first.version)
        else { return nil }
        let known = ledger.hash(change.address) ?? .zero
        guard known != change.before, try reading.row(change.address)?.hash() ?? .zero != known else { return nil }
        return first
    }

    private mutating func slotsDoubt(
        _ change: RowChange, in entry: Entry, at position: UInt32
    ) throws -> LoggedRules.SlotsDoubt? {
        guard let chain else { return nil }
        let (file, reading) = (try fileOfTimes(change.address), self.reading)
        let granted = file.map(ledger.granted) ?? []
        var known = rightfulGrants
        let rules = LoggedRules(chain: chain, reserved: judgedReserved(chain)) { scope, holder in
            guard granted.contains(holder) else { return false }
            let key = scope.bytes + holder.bytes
            if let answer = known[key] { return answer }
            let answer = try LoggedRules.isRightfullyGranted(scope, to: holder, reading, chain)
            known[key] = answer
            return answer
        }
        defer { rightfulGrants = known }
        return try rules.slotsDoubt(change, in: LoggedChanges(entry, at: position), lying: file)
    }

    /// Where an appointment lies whose times these are; nil where that is gone.
    private func fileOfTimes(_ slots: RowAddress) throws -> OpaqueID? {
        guard let id = OpaqueID(slots.key) else { return nil }
        let first = RowAddress.record(id, 1)
        guard ledger.isThere(first), let row = try reading.row(first),
            (try? row.lasting()) == ledger.lasting(first)
        else { return nil }
        return Envelope.compartment(of: row)
    }
}
