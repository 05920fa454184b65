import AuditTrail
import RecordStore
import Vault

/// Records that said something and open for nobody any more. Whoever belongs to the staff can have another data key logged around
/// any record. Where the newest word counts, one that is lost must not give the word before it its place back: somebody's
/// withdrawn credential would count again, an agreement that was ended would hand out notes.
struct LostRecords {
    let session: RoomSession
    let reading: any StoreReading

    /// Opens a row among which one decides, and checks its author's signature.
    /// - Parameter counted: whether a row would have counted that somebody logged where the membership chain stood
    /// - Returns: nil for what cannot be read and never counted
    /// - Throws: `RoomError.unreadableRecord` for what did count
    func open(
        _ row: StoredRow, counted: (_ writer: OpaqueID, _ position: UInt32) throws -> Bool
    ) throws -> OpenedRecord? {
        var opened = read(row)
        if case .failure(.noKey) = opened {
            // The key may have been renewed while this command ran.
            try Compartments(session: session).open(row.scope, reading: reading)
            opened = read(row)
        }
        switch opened {
        case .success(let opened): return opened
        case .failure(.noKey): return nil
        case .failure(let error):
            guard case .altered = RoomError(carrying: error) else { throw error }
            // What never opened under the data key that it was logged with said nothing.
            guard row.version > 1, let made = try origin(of: row.address), try counted(made.writer, made.position)
            else {
                return nil
            }
            throw RoomError.unreadableRecord(place: row.address.place)
        }
    }

    private func read(_ row: StoredRow) -> Result<OpenedRecord, VaultError> {
        Result { () throws(VaultError) in
            let opened = try session.sealer.open(row)
            try opened.checkSignature(in: session.chain)
            return opened
        }
    }

    /// Who logged a row first, and how far the membership chain had come then.
    private func origin(of address: RowAddress) throws -> (writer: OpaqueID, position: UInt32)? {
        if let known = session.origins[address] { return known }
        var position: UInt32 = 0
        var found: (writer: OpaqueID, position: UInt32)?
        try reading.forEachEntry(from: nil) { stored in
            guard found == nil else { return }
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            if session.chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            if entry.changes.contains(where: { $0.address == address && $0.version == 1 }) {
                found = (entry.actor, position)
            }
        }
        session.origins[address] = found
        return found
    }
}

/// Runs what rests on records that may be lost; nil where one is.
func unlessLost<Result>(_ body: () throws -> Result?) throws -> Result? {
    do { return try body() } catch RoomError.unreadableRecord { return nil }
}

extension LostRecords {
    /// Opens a row that counts where a director wrote it, while they were one.
    func openDirectors(_ row: StoredRow) throws -> OpenedRecord? {
        try open(row) { writer, position in
            session.chain.duties(of: writer, at: position)?.contains(.director) == true
        }
    }
}
