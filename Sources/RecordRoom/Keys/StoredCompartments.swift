import RecordStore
import Vault

/// Gives the vault a compartment's rows out of an open transaction. Rows that are not what the log says are for it like
/// statements that nobody with the right made: what goes on where one file is not in order goes on here too.
struct StoredCompartments: CompartmentSource {
    let reading: any StoreReading

    func assignments(of compartment: OpaqueID) throws -> [StoredRow] {
        try sound(.assignment, compartment) { try reading.rows(.assignment, scope: compartment) }
    }

    func generations(of compartment: OpaqueID) throws -> [StoredRow] {
        try sound(.generation, compartment) { try reading.rows(.generation, scope: compartment) }
    }

    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
        try sound(.grant, compartment) {
            try reading.row(RowAddress(.grant, key: CompartmentKey.bytes(compartment, generation, holder)))
        }
    }

    func requests(of compartment: OpaqueID) throws -> [StoredRow] {
        try sound(.recovery, compartment) { try reading.rows(.recovery, scope: compartment) }
    }

    private func sound<Rows>(
        _ what: FormatName, _ compartment: OpaqueID, _ rows: () throws -> Rows
    ) throws -> Rows {
        do { return try rows() } catch RoomError.altered {
            throw VaultError.unauthorized(what, compartment: compartment)
        }
    }
}
