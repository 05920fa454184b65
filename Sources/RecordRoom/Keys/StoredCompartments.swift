import RecordStore
import Vault

/// Gives the vault a compartment's rows out of an open transaction.
struct StoredCompartments: CompartmentSource {
    let reading: any StoreReading

    func assignments(of compartment: OpaqueID) throws -> [StoredRow] {
        try reading.rows(.assignment, scope: compartment)
    }

    func generations(of compartment: OpaqueID) throws -> [StoredRow] {
        try reading.rows(.generation, scope: compartment)
    }

    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
        try reading.row(RowAddress(.grant, key: CompartmentKey.bytes(compartment, generation, holder)))
    }

    func requests(of compartment: OpaqueID) throws -> [StoredRow] {
        try reading.rows(.recovery, scope: compartment)
    }
}
