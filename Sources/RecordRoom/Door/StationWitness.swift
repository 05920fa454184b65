import Counseling
import Cryptography
import RecordStore
import Vault

/// Records, under this workstation's own key, that someone was turned away whom the chain does not reach: they have no key
/// whose signature would count. A station may do nothing in the log but deposit and say this.
struct StationWitness {
    let store: any RecordStore
    let surroundings: RoomSurroundings

    /// Best effort: a workstation without a station key, or one that the chain does not know, cannot sign.
    /// - Parameter person: the pseudonym that the identity claims
    func recordRefusal(of person: OpaqueID) {
        guard let station = try? key() else { return }
        try? store.write { writer in
            let chain = try MembershipChain(
                try writer.rows(.statement, prefix: [], limit: .max).map { try MembershipStatement(parsing: $0.body) },
                keys: nil)
            guard let known = chain.stations[station.id], known.key == station.publicKey, known.effect == .active else {
                return
            }
            let audit = FixedCompartment.audit.id(in: chain.practice)
            let history = try CompartmentHistory(
                of: audit, from: StoredCompartments(reading: writer), chain: chain)
            // While `audit` waits for its renewal its people are unknown here: duties are sealed. Then the newest key must do.
            guard let current = history.current else { return }
            let session = try AuditSession(
                to: .generation(current), practice: chain.practice, membership: nil, by: station)
            let transaction = RoomTransaction(writer)
            try transaction.put(session.deposit.row)
            _ = try EntryWriter(chain: chain, version: surroundings.version, signer: station).append(
                EntryDetails(
                    time: surroundings.now(), action: .enterPractice, role: nil, subject: person.hex, outcome: .denied,
                    rule: PolicyRule.standingUnknown.rawValue, scope: nil),
                after: try EntryWriter.ownHead(of: station, writer), session: session, to: transaction)
        }
    }

    private func key() throws -> StationKey? {
        guard let file = surroundings.station else { return nil }
        return try StationKey(parsing: try SecretBytes(copying: file))
    }
}
