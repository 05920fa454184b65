import AuditTrail
import RecordStore
import Vault

// With an identity: whether the keys that somebody made for it open what they should. Whoever makes a key seals the one before under
// it and grants it to others: what they seal there no signature tells, and noise is a key taken away.
extension Verification {
    /// - Parameter history: of a compartment that the identity opened as far as it can
    mutating func checkKeys(_ history: CompartmentHistory, _ holding: Holding, room: RoomSession) throws {
        for (former, statement) in zip(history.generations, history.generations.dropFirst())
        where room.ring.leadsBack(statement, to: former) == false {
            let key = CompartmentKey.bytes(history.compartment, statement.generation)
            fault(.keySpoiled, RowAddress(.generation, key: key).place)
        }
        for row in try reading.rows(.grant, scope: history.compartment) {
            guard let grant = try? Grant(parsing: row.body), (try? grant.check(row: row, chain: room.chain)) != nil,
                let statement = history.generations.first(where: { $0.generation == grant.generation }),
                try holding.isHeld(Int(grant.generation), by: grant.grantor)
            else { continue }
            if room.ring.opens(grant, of: statement) == false { fault(.keySpoiled, row.address.place) }
        }
        for row in try reading.rows(.shares, scope: history.compartment) {
            guard let shares = try? ShareSet(parsing: row.body),
                (try? shares.check(row: row, chain: room.chain)) != nil,
                try holding.isHeld(Int(shares.generation), by: shares.maker)
            else { continue }
            if room.ring.opensShare(of: shares) == false { fault(.keySpoiled, row.address.place) }
        }
    }
}
